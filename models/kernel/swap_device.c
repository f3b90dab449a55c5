/* swap_device.c - works out when the swap device will be done with each request */
#include "swap_device.h"

#include <glib.h>

void swap_device_init (SwapDevice *device, const SwapDeviceOptions *options, uint64_t seed, uint64_t run)
{
  if (options->concurrent == 0) {
    g_error ("swap_device_init: a device that serves nothing");
  }
  *device = (SwapDevice){ .service = distribution_new (&options->service, 1),
                          .concurrent = options->concurrent,
                          .idle_at = g_new0 (sim_time, options->concurrent) };
  random_init (&device->random, seed, run, "machine/swap");
}

void swap_device_clear (SwapDevice *device)
{
  g_clear_pointer (&device->idle_at, g_free);
  g_clear_pointer (&device->service, distribution_free);
}

/* Returns the place that is idle first. */
static sim_time *swap_device_choose (const SwapDevice *device)
{
  sim_time *first = &device->idle_at[0];
  for (uint64_t i = 1; i < device->concurrent; i++) {
    if (device->idle_at[i] < *first) {
      first = &device->idle_at[i];
    }
  }
  return first;
}

sim_time swap_device_submit (SwapDevice *device, sim_time now)
{
  sim_time *place = swap_device_choose (device);
  sim_time service_ns = MAX (distribution_draw (device->service, &device->random), 1);
  *place = sim_time_add (MAX (*place, now), service_ns);
  device->busy_ns += service_ns;
  return *place;
}

static const MetricRow swap_device_rows[] = {
  METRIC_ROW (SwapDevice, COUNTER, busy_ns, "swap_device.busy", "ns",
              "time that the swap device worked, all its places together"),
};

METRIC_TABLE_OF (SWAP_DEVICE_METRICS, swap_device_rows);
