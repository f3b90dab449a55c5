#include "test_main.h"
#include "units.h"

#include <glib.h>
#include <inttypes.h>

/* A value, or 0 with the mistake. */
typedef struct {
  const UnitsQuantity *quantity;
  const char *text;
  uint64_t plain;
  uint64_t value;
  const char *mistake;
} Reading;

static const Reading readings[] = {
  { &UNITS_SIZE, "0", 0, 0, NULL },
  { &UNITS_SIZE, "512B", 0, 512, NULL },
  { &UNITS_SIZE, "0.5 GiB", 0, UINT64_C (1) << 29, NULL },
  { &UNITS_SIZE, "3  pages", 0, 12288, NULL },
  { &UNITS_SIZE, "1.5pages", 0, 6144, NULL },
  { &UNITS_SIZE, "10", 4096, 40960, NULL },
  { &UNITS_SIZE, "10", 1, 10, NULL },
  { &UNITS_SIZE, "16777215.999999046325684TiB", 0, 0,
    "size '16777215.999999046325684TiB' is not a whole number of bytes; use a smaller unit" },
  { &UNITS_SIZE, "18446744073709551615B", 0, UINT64_MAX, NULL },
  { &UNITS_SIZE, "18446744073709551616B", 0, 0,
    "size '18446744073709551616B' is too large; the most that can be written is 16777216 TiB" },
  { &UNITS_SIZE, "16777216TiB", 0, 0,
    "size '16777216TiB' is too large; the most that can be written is 16777216 TiB" },
  { &UNITS_SIZE, "16777215.5TiB", 0, UINT64_MAX - (UINT64_C (1) << 39) + 1, NULL },
  { &UNITS_SIZE, "12GB", 0, 0, "size '12GB' has no known unit; use B, KiB, MiB, GiB, TiB or pages" },
  { &UNITS_SIZE, "12", 0, 0, "size '12' has no unit; use B, KiB, MiB, GiB, TiB or pages" },
  { &UNITS_SIZE, "12kib", 0, 0, "size '12kib' has no known unit; use B, KiB, MiB, GiB, TiB or pages" },
  { &UNITS_SIZE, "12KiB ", 0, 0, "size '12KiB ' has no known unit; use B, KiB, MiB, GiB, TiB or pages" },
  { &UNITS_SIZE, "1e3B", 0, 0, "size '1e3B' has no known unit; use B, KiB, MiB, GiB, TiB or pages" },
  { &UNITS_SIZE, "", 0, 0, "size '' is not a number with a unit; write it as 64MiB" },
  { &UNITS_SIZE, ".5GiB", 0, 0, "size '.5GiB' is not a number with a unit; write it as 64MiB" },
  { &UNITS_SIZE, "1.GiB", 0, 0, "size '1.GiB' is not a number with a unit; write it as 64MiB" },
  { &UNITS_SIZE, "-1GiB", 0, 0, "size '-1GiB' is negative; use 0 or more" },
  { &UNITS_SIZE, "0.3KiB", 0, 0, "size '0.3KiB' is not a whole number of bytes; use a smaller unit" },
  { &UNITS_TIME, "0", 0, 0, NULL },
  { &UNITS_TIME, "1.5s", 0, UINT64_C (1500000000), NULL },
  { &UNITS_TIME, "0.000000001s", 0, 1, NULL },
  { &UNITS_TIME, "1.0000000000000000000000s", 0, UINT64_C (1000000000), NULL },
  { &UNITS_TIME, "0.1h", 0, UINT64_C (360000000000), NULL },
  { &UNITS_TIME, "2min", 0, UINT64_C (120000000000), NULL },
  { &UNITS_TIME, "0.0000000001s", 0, 0,
    "time '0.0000000001s' is not a whole number of nanoseconds; use a smaller unit" },
  { &UNITS_TIME, "5124096h", 0, 0,
    "time '5124096h' is too large; the most that can be written is 5124096 h" },
  { &UNITS_TIME, "soon", 0, 0, "time 'soon' is not a number with a unit; write it as 500us" },
};

START_TEST (sizes_and_times_are_read_exactly)
{
  const Reading *reading = &readings[_i];
  uint64_t value = 0;
  g_autofree char *mistake = NULL;
  bool valid = units_parse (reading->quantity, reading->text, reading->plain, 4096, &value, &mistake);
  ck_assert_str_eq (valid ? "" : mistake, reading->mistake ? reading->mistake : "");
  if (valid) {
    ck_assert_uint_eq (value, reading->value);
  }
}
END_TEST

START_TEST (a_page_is_as_large_as_the_machine_has_them)
{
  uint64_t value = 0;
  ck_assert (units_parse (&UNITS_SIZE, "3 pages", 0, 8192, &value, NULL));
  ck_assert_uint_eq (value, 24576);
}
END_TEST

typedef struct {
  const UnitsQuantity *quantity;
  uint64_t value;
  const char *exact;
  const char *rounded;
} Writing;

static const Writing writings[] = {
  { &UNITS_SIZE, 0, "0 B", "0 B" },
  { &UNITS_SIZE, 1023, "1023 B", "1023 B" },
  { &UNITS_SIZE, 1536, "1.5 KiB", "1.5 KiB" },
  { &UNITS_SIZE, 1025, "1025 B", "1 KiB" },
  { &UNITS_SIZE, (UINT64_C (1) << 30) - 1, "1073741823 B", "1 GiB" },
  { &UNITS_SIZE, UINT64_C (1610612736), "1.5 GiB", "1.5 GiB" },
  { &UNITS_SIZE, UINT64_C (123) << 20, "123 MiB", "123 MiB" },
  { &UNITS_SIZE, UINT64_MAX, "18446744073709551615 B", "16777216 TiB" },
  { &UNITS_TIME, 12345678, "12345.678 us", "12.3 ms" },
  { &UNITS_TIME, 12300000, "12.3 ms", "12.3 ms" },
  { &UNITS_TIME, 999999, "999.999 us", "1 ms" },
  { &UNITS_TIME, 1050, "1.05 us", "1.05 us" },
  { &UNITS_TIME, UINT64_C (90000000000), "1.5 min", "1.5 min" },
};

START_TEST (values_are_written_for_people)
{
  const Writing *writing = &writings[_i];
  g_autofree char *exact = units_format_exact (writing->quantity, writing->value);
  g_autofree char *rounded = units_format (writing->quantity, writing->value);
  ck_assert_str_eq (exact, writing->exact);
  ck_assert_str_eq (rounded, writing->rounded);
}
END_TEST

/* Values of all magnitudes, round ones among them. */
static uint64_t random_value (GRand *random)
{
  uint64_t value = (uint64_t)g_rand_int (random) << 32 | g_rand_int (random);
  value >>= g_rand_int_range (random, 0, 64);
  static const uint64_t steps[] = { 1, 1000, 1024, 1000000, 1 << 20, UINT64_C (1000000000), 1 << 30 };
  uint64_t step = steps[g_rand_int_range (random, 0, G_N_ELEMENTS (steps))];
  return value < step ? value : value / step * step;
}

START_TEST (what_is_written_exactly_is_read_back)
{
  const UnitsQuantity *quantity = _i == 0 ? &UNITS_SIZE : &UNITS_TIME;
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  for (int i = 0; i < 20000; i++) {
    uint64_t value = random_value (random), back = 0;
    g_autofree char *text = units_format_exact (quantity, value);
    g_autofree char *mistake = NULL;
    ck_assert_msg (units_parse (quantity, text, 0, 4096, &back, &mistake), "%s", mistake);
    ck_assert_msg (back == value, "%" PRIu64 " is written as '%s' and read as %" PRIu64, value, text, back);
  }
}
END_TEST

START_TEST (what_is_rounded_is_near)
{
  const UnitsQuantity *quantity = _i == 0 ? &UNITS_SIZE : &UNITS_TIME;
  g_autoptr (GRand) random = g_rand_new_with_seed (8);
  for (int i = 0; i < 20000; i++) {
    uint64_t value = random_value (random) >> 1, back = 0;
    g_autofree char *text = units_format (quantity, value);
    g_autofree char *mistake = NULL;
    bool is_exact = units_parse (quantity, text, 0, 4096, &back, &mistake);
    if (!is_exact) {
      continue; /* 1.21 KiB is no whole number of bytes */
    }
    uint64_t difference = value > back ? value - back : back - value;
    ck_assert_msg (difference <= value / 199 + 1, "%" PRIu64 " is rounded to '%s'", value, text);
  }
}
END_TEST

typedef struct {
  const char *text;
  bool valid;
  double value;
} DecimalReading;

static const DecimalReading decimals[] = {
  { "0", true, 0 },
  { "0.99", true, 0.99 },
  { "-12.5", true, -12.5 },
  { "+3", true, 3 },
  { "0.000000000000001", true, 1e-15 },
  { "999999999999999", true, 999999999999999.0 },
  { "1234567.12345678", true, 1234567.12345678 },
  { "1000000000000000", false, 0 },
  { "0.0000000000000001", false, 0 },
  { "1e3", false, 0 },
  { ".5", false, 0 },
  { "5.", false, 0 },
  { "", false, 0 },
  { "-", false, 0 },
  { "nan", false, 0 },
  { "1,5", false, 0 },
};

START_TEST (decimals_are_read_correctly_rounded)
{
  const DecimalReading *decimal = &decimals[_i];
  double value = 0;
  ck_assert (units_parse_decimal (decimal->text, &value) == decimal->valid);
  ck_assert (!decimal->valid || value == decimal->value);
}
END_TEST

static Suite *units_suite (void)
{
  Suite *suite = suite_create ("units");
  TCase *tcase = tcase_create ("units");
  tcase_add_test (tcase, a_page_is_as_large_as_the_machine_has_them);
  tcase_add_loop_test (tcase, sizes_and_times_are_read_exactly, 0, G_N_ELEMENTS (readings));
  tcase_add_loop_test (tcase, values_are_written_for_people, 0, G_N_ELEMENTS (writings));
  tcase_add_loop_test (tcase, what_is_written_exactly_is_read_back, 0, 2);
  tcase_add_loop_test (tcase, what_is_rounded_is_near, 0, 2);
  tcase_add_loop_test (tcase, decimals_are_read_correctly_rounded, 0, G_N_ELEMENTS (decimals));
  suite_add_tcase (suite, tcase);
  return suite;
}

int main (void)
{
  return test_main (units_suite (), NULL);
}
