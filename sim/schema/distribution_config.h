/*
 * distribution_config.h - a distribution as a scenario states it
 *
 * Plain data, from which distribution_new() makes a distribution to draw numbers from.  The field of the
 * schema says what the values are (bytes, nanoseconds, offsets), and takes only the kinds that make sense for
 * them.
 *
 *     8KiB                                  always this
 *     {uniform: [4KiB, 64KiB]}              every value from the first to the second, both included, equally likely
 *     {exponential: 2ms}                    with this mean
 *     {pareto: {scale: 1ms, shape: 1.5}}    at least the scale; the smaller the shape, the longer the tail
 *     {normal: {mean: 1ms, sd: 0.2ms}}      cut at 0
 *     {empirical: [[8KiB, 0.7], [64KiB, 0.3]]}   these values, with these weights
 *
 * A distribution of places says where in a segment an I/O goes: `sequential` (one place after the other, then
 * again from the first), `uniform` (all places equally likely), {zipf: 0.99} (the place of rank r is drawn
 * with a weight of 1 / r^0.99).
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* What the values are, which decides what kinds are allowed. */
typedef enum {
  DISTRIBUTION_OF_SIZES = 1,  /* bytes */
  DISTRIBUTION_OF_TIMES = 2,  /* ns */
  DISTRIBUTION_OF_PLACES = 4, /* the number of a place; not written as a value */
} DistributionQuantity;

typedef enum {
  DISTRIBUTION_CONFIG_CONSTANT,
  DISTRIBUTION_CONFIG_UNIFORM,
  DISTRIBUTION_CONFIG_EXPONENTIAL,
  DISTRIBUTION_CONFIG_PARETO,
  DISTRIBUTION_CONFIG_NORMAL,
  DISTRIBUTION_CONFIG_EMPIRICAL,
  DISTRIBUTION_CONFIG_SEQUENTIAL,         /* of places only; no parameters */
  DISTRIBUTION_CONFIG_UNIFORM_EVERYWHERE, /* of places only; no parameters */
  DISTRIBUTION_CONFIG_ZIPF                /* of places only */
} DistributionConfigKind;

typedef struct {
  DistributionConfigKind kind;
  union {
    uint64_t constant;
    struct {
      uint64_t low, high; /* low <= high, both included */
    } uniform;
    struct {
      uint64_t mean; /* > 0 */
    } exponential;
    struct {
      uint64_t scale; /* > 0 */
      double shape;   /* > 0 */
    } pareto;
    struct {
      uint64_t mean, sd;
    } normal;
    struct {
      const uint64_t *values;
      const double *weights; /* >= 0, at least one > 0; need not add up to 1 */
      size_t count;          /* > 0 */
    } empirical;
    struct {
      double exponent; /* >= 0 */
    } zipf;
  };
} DistributionConfig;
