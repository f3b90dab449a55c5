/*
 * swap_device.h - the device that pages are written to and read from
 *
 * A device that serves several requests at a time, in the order in which they come.  A request is for one
 * page and takes a time drawn at random, so its end is known at once.  Reads and writes share the device.
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
  sim_time *idle_at; /* when each of the places that serve is idle */
  uint64_t busy_ns;  /* all places together */
} SwapDevice;

extern const MetricTable SWAP_DEVICE_METRICS;

/* SEED and RUN choose the random stream from which the device draws. */
void swap_device_init (SwapDevice *device, const SwapDeviceOptions *options, uint64_t seed, uint64_t run);
void swap_device_clear (SwapDevice *device);

/* Takes a request at NOW, which is not before that of an earlier request, and returns when it will be
 * done. */
sim_time swap_device_submit (SwapDevice *device, sim_time now);
