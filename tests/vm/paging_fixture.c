/* paging_fixture.c - pageout and a swap device under the machine of a VmFixture */
#include "paging_fixture.h"

void paging_fixture_start (PagingFixture *paging, VmFixture *machine, const PagingFixtureOptions *options)
{
  memory_waiters_init (&paging->waiters, &machine->kernel, machine->queue);
  SwapDeviceOptions swap = { .service = { .constant = options->service_ns }, .concurrent = 1 };
  swap_device_init (&paging->device, &swap, 0, 0);
  PageoutOwner owner = anon_pageout_owner (&machine->vm.anon);
  PageoutTunables tunables = { .fastscan = options->scan_pages,
                               .slowscan = options->scan_pages,
                               .handspread = 1,
                               .queue = options->queue_pages };
  pageout_init (&paging->pageout, &machine->kernel, machine->allocator, machine->queue, &paging->device,
                &owner, &tunables);
  anon_pageout_connect (&machine->vm.anon, &paging->pageout, options->swap_pages);
}

void paging_fixture_stop (PagingFixture *paging)
{
  memory_waiters_clear (&paging->waiters);
  pageout_clear (&paging->pageout);
  swap_device_clear (&paging->device);
}
