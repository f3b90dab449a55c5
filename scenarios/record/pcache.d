#!/usr/sbin/dtrace -s
/*
 * pcache.d - records the calls of the pagelock cache
 *
 * Writes a line a call, which pcachesim replays (format: pcache): a production machine's own calls under other tunables.
 * README.md beside this file says how to run it, what it costs and what drops mean.
 *
 * NOT RUN YET: it was written from the documentation of DTrace and of the cache, on a machine without DTrace.  It keeps to
 * fbt probes, their arguments, thread-local variables, printf and documented options.
 *
 * A line is a time (ns), how long the call took (ns), the thread, the call, and what the call has of:
 * owner (seg or amp), tag, page size code, address, length, writable length, access, flags, shadow list, result.
 * Lines are written when calls return; a reclaim, which ends an I/O that was never cached, when it begins.
 */

#pragma D option quiet
#pragma D option temporal
#pragma D option bufsize=64m
#pragma D option dynvarsize=64m
#pragma D option cleanrate=100hz
#pragma D option switchrate=20hz

/* S_WRITE of enum seg_rw in <vm/seg_enum.h>: the device writes memory. */
inline int RW_WRITE = 2;

dtrace:::BEGIN
{
	printf("pcachesim pcache version 1 start %d\n", timestamp);
	printf("# hz %d physmem %d availrmem %d freemem %d\n", `hz, `physmem, `availrmem, `freemem);
}

/* (seg, amp, addr, len, rw, flags); returns the shadow list, or 0: a miss */
fbt::seg_plookup:entry
{
	self->szc = args[0]->s_szc;
	self->amp = arg1 != 0;
	self->tag = arg1 != 0 ? arg1 : arg0;
	self->addr = arg2;
	self->len = arg3;
	self->rw = arg4;
	self->flags = arg5;
	self->at = timestamp;
}

fbt::seg_plookup:return
/self->at/
{
	printf("%d %d 0x%x lookup %s 0x%x %d 0x%x %d %s 0x%x 0x%x\n", timestamp, timestamp - self->at,
	    (uintptr_t)curthread, self->amp ? "amp" : "seg", self->tag, self->szc, self->addr, self->len,
	    self->rw == RW_WRITE ? "write" : "read", self->flags, arg1);
}

/* (seg, amp, addr, len, flags); returns 0: go on */
fbt::seg_pinsert_check:entry
{
	self->szc = args[0]->s_szc;
	self->amp = arg1 != 0;
	self->tag = arg1 != 0 ? arg1 : arg0;
	self->addr = arg2;
	self->len = arg3;
	self->flags = arg4;
	self->at = timestamp;
}

fbt::seg_pinsert_check:return
/self->at/
{
	printf("%d %d 0x%x check %s 0x%x %d 0x%x %d 0x%x %d\n", timestamp, timestamp - self->at,
	    (uintptr_t)curthread, self->amp ? "amp" : "seg", self->tag, self->szc, self->addr, self->len,
	    self->flags, (int)arg1);
}

/* (seg, amp, addr, len, wlen, pp, rw, flags, callback); returns 0: done */
fbt::seg_pinsert:entry
{
	self->szc = args[0]->s_szc;
	self->amp = arg1 != 0;
	self->tag = arg1 != 0 ? arg1 : arg0;
	self->addr = arg2;
	self->len = arg3;
	self->wlen = arg4;
	self->list = arg5;
	self->rw = arg6;
	self->flags = arg7;
	self->at = timestamp;
}

fbt::seg_pinsert:return
/self->at/
{
	printf("%d %d 0x%x insert %s 0x%x %d 0x%x %d %d %s 0x%x 0x%x %d\n", timestamp, timestamp - self->at,
	    (uintptr_t)curthread, self->amp ? "amp" : "seg", self->tag, self->szc, self->addr, self->len,
	    self->wlen, self->rw == RW_WRITE ? "write" : "read", self->flags, self->list, (int)arg1);
}

/* (seg, amp, addr, len, pp, rw, flags, callback) */
fbt::seg_pinactive:entry
{
	self->szc = args[0]->s_szc;
	self->amp = arg1 != 0;
	self->tag = arg1 != 0 ? arg1 : arg0;
	self->addr = arg2;
	self->len = arg3;
	self->list = arg4;
	self->rw = arg5;
	self->flags = arg6;
	self->at = timestamp;
}

fbt::seg_pinactive:return
/self->at/
{
	printf("%d %d 0x%x inactive %s 0x%x %d 0x%x %d %s 0x%x 0x%x\n", timestamp, timestamp - self->at,
	    (uintptr_t)curthread, self->amp ? "amp" : "seg", self->tag, self->szc, self->addr, self->len,
	    self->rw == RW_WRITE ? "write" : "read", self->flags, self->list);
}

/* (seg, amp, flags) */
fbt::seg_ppurge:entry
{
	self->amp = arg1 != 0;
	self->tag = arg1 != 0 ? arg1 : arg0;
	self->flags = arg2;
	self->at = timestamp;
}

fbt::seg_ppurge:return
/self->at/
{
	printf("%d %d 0x%x purge %s 0x%x 0x%x\n", timestamp, timestamp - self->at, (uintptr_t)curthread,
	    self->amp ? "amp" : "seg", self->tag, self->flags);
}

/* (pp) */
fbt::seg_ppurge_wiredpp:entry
{
	self->list = arg0;
	self->at = timestamp;
}

fbt::seg_ppurge_wiredpp:return
/self->at/
{
	printf("%d %d 0x%x purge_wired 0x%x\n", timestamp, timestamp - self->at, (uintptr_t)curthread, self->list);
}

/* (tag, addr, len, pp, rw, async): the callback of ordinary memory, on a list that leaves the cache or was never in it */
fbt::segvn_reclaim:entry,
fbt::shamp_reclaim:entry
{
	printf("%d 0 0x%x reclaim 0x%x 0x%x %d %s %d 0x%x\n", timestamp, (uintptr_t)curthread, arg0, arg1, arg2,
	    arg4 == RW_WRITE ? "write" : "read", (int)arg5, arg3);
}

/* Thread-local variables are cleared, or they would fill dynvarsize as threads come and go. */
fbt::seg_plookup:return,
fbt::seg_pinsert_check:return,
fbt::seg_pinsert:return,
fbt::seg_pinactive:return,
fbt::seg_ppurge:return,
fbt::seg_ppurge_wiredpp:return
/self->at/
{
	self->at = 0;
	self->szc = 0;
	self->amp = 0;
	self->tag = 0;
	self->addr = 0;
	self->len = 0;
	self->wlen = 0;
	self->rw = 0;
	self->flags = 0;
	self->list = 0;
}
