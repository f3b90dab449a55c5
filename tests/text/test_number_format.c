#include "number_format.h"
#include "test_main.h"

static void check_put (const char *end, const char *text, const char *expected)
{
  g_autofree char *put = g_strndup (text, (size_t)(end - text));
  ck_assert_str_eq (put, expected);
}

START_TEST (integers_are_written_in_full)
{
  static const struct {
    uint64_t value;
    const char *text;
  } cases[] = {
    { 0, "0" },     { 7, "7" },       { 10, "10" },       { 99, "99" },
    { 100, "100" }, { 1234, "1234" }, { 98765, "98765" }, { UINT64_MAX, "18446744073709551615" }
  };
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    char text[NUMBER_MAX_BYTES];
    check_put (number_put_unsigned (text, cases[i].value), text, cases[i].text);
  }
}
END_TEST

START_TEST (fixed_numbers_have_all_their_decimals)
{
  static const struct {
    uint64_t scaled;
    unsigned decimals;
    const char *text;
  } cases[] = { { 0, 9, "0.000000000" },
                { 1, 9, "0.000000001" },
                { 60000000000, 9, "60.000000000" },
                { 912345, 6, "0.912345" },
                { 1000000, 6, "1.000000" },
                { 12, 0, "12" },
                { UINT64_MAX, 9, "18446744073.709551615" } };
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    char text[NUMBER_MAX_BYTES];
    check_put (number_put_fixed (text, cases[i].scaled, cases[i].decimals), text, cases[i].text);
  }
}
END_TEST

START_TEST (ratios_are_rounded_to_the_nearest_half_up)
{
  ck_assert_uint_eq (number_scale_ratio (1, 3, 6), 333333);
  ck_assert_uint_eq (number_scale_ratio (2, 3, 6), 666667);
  ck_assert_uint_eq (number_scale_ratio (1, 2, 0), 1);
  ck_assert_uint_eq (number_scale_ratio (1, 2000000, 6), 1);
  ck_assert_uint_eq (number_scale_ratio (1, 2000001, 6), 0);
  ck_assert_uint_eq (number_scale_ratio (UINT64_MAX, UINT64_MAX, 9), 1000000000);
  ck_assert_uint_eq (number_scale_ratio (UINT64_MAX, 1, 9), UINT64_MAX);
}
END_TEST

static void check_appended (GString *text, const char *expected)
{
  ck_assert_str_eq (text->str, expected);
  g_string_free (text, TRUE);
}

START_TEST (people_get_separators_percents_and_sizes)
{
  static const struct {
    void (*append) (GString *text, uint64_t value);
    uint64_t value;
    const char *text;
  } cases[] = { { number_append_grouped, 0, "0" },
                { number_append_grouped, 999, "999" },
                { number_append_grouped, 1000, "1,000" },
                { number_append_grouped, 1234567, "1,234,567" },
                { number_append_grouped, UINT64_MAX, "18,446,744,073,709,551,615" },
                { number_append_size, 0, "0 B" },
                { number_append_size, 1023, "1023 B" },
                { number_append_size, 1024, "1.0 KiB" },
                { number_append_size, 3 * 512 * 1024, "1.5 MiB" },
                { number_append_size, UINT64_C (3) << 29, "1.5 GiB" },
                { number_append_size, UINT64_MAX, "16.0 EiB" } };
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    GString *text = g_string_new (NULL);
    cases[i].append (text, cases[i].value);
    check_appended (text, cases[i].text);
  }
  GString *text = g_string_new (NULL);
  number_append_percent (text, 972, 1000);
  number_append_percent (text, 1, 3);
  check_appended (text, "97.20 %33.33 %");
}
END_TEST

START_TEST (only_digits_in_the_range_are_a_number)
{
  static const struct {
    const char *text;
    unsigned base;
    uint64_t least, most;
    bool is_number;
    uint64_t value;
  } cases[] = { { "0", 10, 0, UINT64_MAX, true, 0 },
                { "007", 10, 0, UINT64_MAX, true, 7 },
                { "18446744073709551615", 10, 0, UINT64_MAX, true, UINT64_MAX },
                { "18446744073709551616", 10, 0, UINT64_MAX, false, 0 },
                { "99999999999999999999", 10, 0, UINT64_MAX, false, 0 },
                { "fFffffffffffffff", 16, 0, UINT64_MAX, true, UINT64_MAX },
                { "10000000000000000", 16, 0, UINT64_MAX, false, 0 },
                { "a", 10, 0, UINT64_MAX, false, 0 },
                { "g", 16, 0, UINT64_MAX, false, 0 },
                { "0x10", 16, 0, UINT64_MAX, false, 0 },
                { "", 10, 0, UINT64_MAX, false, 0 },
                { " 5", 10, 0, UINT64_MAX, false, 0 },
                { "5 ", 10, 0, UINT64_MAX, false, 0 },
                { "+5", 10, 0, UINT64_MAX, false, 0 },
                { "-5", 10, 0, UINT64_MAX, false, 0 },
                { "1", 10, 2, 4, false, 0 },
                { "2", 10, 2, 4, true, 2 },
                { "4", 10, 2, 4, true, 4 },
                { "5", 10, 2, 4, false, 0 } };
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    uint64_t value = 12345;
    bool is_number =
        number_parse_unsigned (cases[i].text, cases[i].base, cases[i].least, cases[i].most, &value);
    ck_assert_msg (is_number == cases[i].is_number, "'%s'", cases[i].text);
    ck_assert_uint_eq (value, is_number ? cases[i].value : 12345);
  }
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("number_format");
  TCase *tests = tcase_create ("number_format");
  tcase_add_test (tests, only_digits_in_the_range_are_a_number);
  tcase_add_test (tests, integers_are_written_in_full);
  tcase_add_test (tests, fixed_numbers_have_all_their_decimals);
  tcase_add_test (tests, ratios_are_rounded_to_the_nearest_half_up);
  tcase_add_test (tests, people_get_separators_percents_and_sizes);
  suite_add_tcase (suite, tests);
  return test_main (suite, NULL);
}
