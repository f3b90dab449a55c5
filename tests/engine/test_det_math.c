#include "det_math.h"
#include "random.h"
#include "test_main.h"

#include <glib.h>
#include <math.h>
#include <string.h>

/* How many units in the last place of WANT the two are apart. */
static double ulps (double got, long double want)
{
  double nearest = (double)want;
  double unit = nextafter (fabs (nearest), HUGE_VAL) - fabs (nearest);
  return (double)(fabsl ((long double)got - want) / unit);
}

static double draw_magnitude (Random *random, int lowest, int highest)
{
  uint64_t range = (uint64_t)highest - (uint64_t)lowest + 1;
  double mantissa = 1 + random_unit (random);
  return ldexp (mantissa, lowest + (int)random_below (random, range));
}

/* How far off the reference itself may be: where long double has no more bits than double (under valgrind it
 * is so, whatever the compiler thinks) its functions are no better than ours. */
static double reference_ulps (void)
{
  volatile long double one = 1;
  volatile long double sum = one + 0x1p-60L;
  return sum == one ? 2 : 0;
}

enum { DRAWS = 20000 };

START_TEST (log_is_right_to_two_ulp)
{
  double off = reference_ulps ();
  Random random;
  random_init (&random, 1, 0, "log");
  for (unsigned i = 0; i < DRAWS; i++) {
    double any = draw_magnitude (&random, -1022, 1023);
    double near_one = 0.5 + random_unit (&random);
    ck_assert_double_lt (ulps (det_log (any), logl (any)), 2 + off);
    ck_assert_double_lt (ulps (det_log (near_one), logl (near_one)), 2 + off);
  }
  ck_assert_double_lt (ulps (det_log (0x1.8p-1070), logl (0x1.8p-1070L)), 2 + off);
}
END_TEST

START_TEST (log1p_is_right_to_two_ulp)
{
  double off = reference_ulps ();
  Random random;
  random_init (&random, 2, 0, "log1p");
  for (unsigned i = 0; i < DRAWS; i++) {
    double positive = draw_magnitude (&random, -60, 60);
    double negative = -random_unit (&random);
    double small = negative * 0x1p-20;
    ck_assert_double_lt (ulps (det_log1p (positive), log1pl (positive)), 2 + off);
    ck_assert_double_lt (ulps (det_log1p (negative), log1pl (negative)), 2 + off);
    ck_assert_double_lt (ulps (det_log1p (small), log1pl (small)), 2 + off);
  }
}
END_TEST

START_TEST (exp_is_right_to_one_ulp)
{
  double off = reference_ulps ();
  Random random;
  random_init (&random, 3, 0, "exp");
  for (unsigned i = 0; i < DRAWS; i++) {
    double x = (random_unit (&random) - 0.5) * 1416;
    double small = (random_unit (&random) - 0.5) * 4;
    ck_assert_double_lt (ulps (det_exp (x), expl (x)), 1 + off);
    ck_assert_double_lt (ulps (det_exp (small), expl (small)), 1 + off);
  }
}
END_TEST

START_TEST (expm1_is_right_to_two_ulp)
{
  double off = reference_ulps ();
  Random random;
  random_init (&random, 4, 0, "expm1");
  for (unsigned i = 0; i < DRAWS; i++) {
    double x = draw_magnitude (&random, -60, 6);
    double y = (random_unit (&random) - 0.5) * 0.1;
    ck_assert_double_lt (ulps (det_expm1 (x), expm1l (x)), 2 + off);
    ck_assert_double_lt (ulps (det_expm1 (-x), expm1l (-x)), 2 + off);
    ck_assert_double_lt (ulps (det_expm1 (y), expm1l (y)), 2 + off);
  }
}
END_TEST

START_TEST (pow_is_right_to_a_few_ulp_times_its_logarithm)
{
  double off = reference_ulps ();
  Random random;
  random_init (&random, 5, 0, "pow");
  for (unsigned i = 0; i < DRAWS; i++) {
    double x = draw_magnitude (&random, -30, 30);
    double y = (random_unit (&random) - 0.5) * 20;
    ck_assert_double_lt (ulps (det_pow (x, y), powl (x, y)), (2 + 2 * off) * (1 + fabs (y * log (x))));
  }
}
END_TEST

START_TEST (ends_of_the_range_are_as_said)
{
  double off = reference_ulps ();
  ck_assert (det_log (0) == -HUGE_VAL && det_log (HUGE_VAL) == HUGE_VAL);
  ck_assert (isnan (det_log (-1)) && isnan (det_log (nan (""))));
  ck_assert (det_log (1) == 0 && det_log1p (0) == 0 && det_exp (0) == 1 && det_expm1 (0) == 0);
  ck_assert (det_log1p (-1) == -HUGE_VAL && isnan (det_log1p (-1.5)) && det_log1p (HUGE_VAL) == HUGE_VAL);
  ck_assert (isinf (det_exp (709.79)) && isinf (det_exp (HUGE_VAL)) && det_exp (-709) == 0);
  ck_assert (det_exp (-HUGE_VAL) == 0 && isnan (det_exp (nan (""))) && isnan (det_expm1 (nan (""))));
  ck_assert_double_lt (ulps (det_exp (0x1.62e42fefa39efp+9), expl (0x1.62e42fefa39efp+9L)), 1 + off);
  ck_assert (det_expm1 (-HUGE_VAL) == -1 && det_expm1 (HUGE_VAL) == HUGE_VAL);
}
END_TEST

static uint64_t bits (double x)
{
  uint64_t result;
  memcpy (&result, &x, sizeof result);
  return result;
}

/* The same bits on every machine, whatever the compiler. */
START_TEST (bits_are_always_the_same)
{
  static const struct {
    double (*function) (double x);
    double x;
    uint64_t expected;
  } cases[] = {
    { det_log, 2, UINT64_C (0x3fe62e42fefa39ef) },
    { det_log, 0.10000000000000001, UINT64_C (0xc0026bb1bbb55515) },
    { det_log, 1e-300, UINT64_C (0xc085963447f87fb5) },
    { det_log1p, 0.10000000000000001, UINT64_C (0x3fb8663f793c46c7) },
    { det_log1p, -0.5, UINT64_C (0xbfe62e42fefa39ef) },
    { det_log1p, 1.0000000000000001e-09, UINT64_C (0x3e112e0be801f1d9) },
    { det_exp, 1, UINT64_C (0x4005bf0a8b145769) },
    { det_exp, -0.10000000000000001, UINT64_C (0x3fecf46d99d52b3a) },
    { det_exp, 500, UINT64_C (0x6d045ba2a9f7e439) },
    { det_expm1, 1, UINT64_C (0x3ffb7e151628aed3) },
    { det_expm1, -0.10000000000000001, UINT64_C (0xbfb85c933156a62c) },
    { det_expm1, 1.0000000000000001e-09, UINT64_C (0x3e112e0be84bbb51) },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    ck_assert_uint_eq (bits (cases[i].function (cases[i].x)), cases[i].expected);
  }
}
END_TEST

/* One number for the bits of very many results. */
START_TEST (bits_of_many_results_are_always_the_same)
{
  Random random;
  random_init (&random, 6, 0, "bits");
  uint64_t hash = 0;
  for (unsigned i = 0; i < 100000; i++) {
    double x = random_unit_open (&random) * 600;
    double results[] = { det_log (x),  det_log1p (x),      det_exp (x),
                         det_exp (-x), det_expm1 (x / 60), det_expm1 (-x / 600) };
    for (size_t k = 0; k < G_N_ELEMENTS (results); k++) {
      hash = splitmix64_next (&hash) ^ bits (results[k]);
    }
  }
  ck_assert_uint_eq (hash, UINT64_C (0xebb46c9a63fe14f3));
}
END_TEST

static Suite *det_math_suite (void)
{
  Suite *suite = suite_create ("det_math");
  TCase *accuracy = tcase_create ("accuracy");
  tcase_set_timeout (accuracy, 120);
  tcase_add_test (accuracy, log_is_right_to_two_ulp);
  tcase_add_test (accuracy, log1p_is_right_to_two_ulp);
  tcase_add_test (accuracy, exp_is_right_to_one_ulp);
  tcase_add_test (accuracy, expm1_is_right_to_two_ulp);
  tcase_add_test (accuracy, pow_is_right_to_a_few_ulp_times_its_logarithm);
  tcase_add_test (accuracy, ends_of_the_range_are_as_said);
  suite_add_tcase (suite, accuracy);
  TCase *same = tcase_create ("same bits");
  tcase_set_timeout (same, 120);
  tcase_add_test (same, bits_are_always_the_same);
  tcase_add_test (same, bits_of_many_results_are_always_the_same);
  suite_add_tcase (suite, same);
  return suite;
}

int main (void)
{
  return test_main (det_math_suite (), NULL);
}
