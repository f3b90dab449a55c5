#include "machine_internal.h"

static Distribution *distribution_of (const DistributionConfig *config, uint64_t places)
{
  switch (config->kind) {
  case DISTRIBUTION_CONFIG_UNIFORM:
    return distribution_new_uniform (config->uniform.low, config->uniform.high);
  case DISTRIBUTION_CONFIG_EXPONENTIAL:
    return distribution_new_exponential ((double)config->exponential.mean);
  case DISTRIBUTION_CONFIG_PARETO:
    return distribution_new_pareto ((double)config->pareto.scale, config->pareto.shape);
  case DISTRIBUTION_CONFIG_NORMAL:
    return distribution_new_normal ((double)config->normal.mean, (double)config->normal.sd);
  case DISTRIBUTION_CONFIG_EMPIRICAL:
    return distribution_new_empirical (config->empirical.values, config->empirical.weights,
                                       config->empirical.count);
  case DISTRIBUTION_CONFIG_SEQUENTIAL:
  case DISTRIBUTION_CONFIG_UNIFORM_EVERYWHERE:
    return distribution_new_uniform (0, places - 1);
  case DISTRIBUTION_CONFIG_ZIPF:
    return distribution_new_zipf (places, config->zipf.exponent);
  case DISTRIBUTION_CONFIG_CONSTANT:
  default:
    return distribution_new_constant (config->constant);
  }
}

const Distribution *machine_make_distribution (Machine *machine, const DistributionConfig *config,
                                               uint64_t places)
{
  Distribution *distribution = distribution_of (config, places);
  g_ptr_array_add (machine->distributions, distribution);
  return distribution;
}

uint64_t distribution_config_max (const DistributionConfig *config)
{
  uint64_t max = 0;
  switch (config->kind) {
  case DISTRIBUTION_CONFIG_CONSTANT:
    return config->constant;
  case DISTRIBUTION_CONFIG_UNIFORM:
    return config->uniform.high;
  case DISTRIBUTION_CONFIG_EMPIRICAL:
    for (size_t i = 0; i < config->empirical.count; i++) {
      max = MAX (max, config->empirical.values[i]);
    }
    return max;
  default:
    return UINT64_MAX;
  }
}
