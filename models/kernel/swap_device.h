/*
 * swap_device.h - where pages are swapped to
 *
 * A device that serves several requests at a time, each of one page and for a time that it draws, in the
 * order in which they come: when a request will be done is known at once.  Reads and writes share it.
 */
#pragma once

#include "distribution.h"
#include "metric_row.h"
#include "sim_time.h"

typedef struct {
  DistributionConfig service; /* ns a page */
  uint64_t concurrent;        /* requests served at a time, > 0 */
} SwapDeviceOptions;

typedef struct {
  Distribution *service;
  uint64_t concurrent;
  Random random;
  sim_time *idle_at; /* of each place that serves */
  uint64_t busy_ns;  /* all places together */
} SwapDevice;

extern const MetricTable SWAP_DEVICE_METRICS;

/* SEED and RUN are of the stream that it draws from. */
void swap_device_init (SwapDevice *device, const SwapDeviceOptions *options, uint64_t seed, uint64_t run);
void swap_device_clear (SwapDevice *device);

/* A request that comes at NOW, not before those that came earlier: when it will be done. */
sim_time swap_device_submit (SwapDevice *device, sim_time now);
