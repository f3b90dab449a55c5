/*
 * slow_locks.h - a kernel in which each lock and each unlock of a buffer takes time
 *
 * A test program that links slow_locks.c has its blocking_do (io_buffer.h) instead of the instant kernel's.
 */
#pragma once

#include "event_queue.h"

/* What a call takes before it does anything. */
#define SLOW_LOCK_NS UINT64_C (700)

enum { SLOW_LOCK_EVENT = 0x7f0 };
