#include "event_packer.h"
#include "output_set.h"
#include "test_folder.h"
#include "test_main.h"

#include <string.h>
#include <zlib.h>
#include <zstd.h>

/* What the file holds. */
typedef struct {
  char *bytes;
  size_t length;
} Bytes;

/* LENGTH bytes that look like a trace, and do not compress to nothing. */
static Bytes make_text (size_t length)
{
  GString *text = g_string_new (NULL);
  for (uint64_t i = 0; text->len < length; i++) {
    g_string_append_printf (text, "{\"t\":%" G_GUINT64_FORMAT ",\"addr\":\"0x%" G_GINT64_MODIFIER "x\"}\n",
                            i * 977, i * UINT64_C (0x9e3779b97f4a7c15));
  }
  g_string_truncate (text, length);
  return (Bytes){ .length = length, .bytes = g_string_free (text, FALSE) };
}

static Bytes write_file (const Bytes *text, EventCompression compression, size_t at_once)
{
  char *folder = test_folder_new ();
  OutputSet *set = output_set_new (folder, NULL);
  OutputFile *file = output_set_add (set, "file", NULL);
  event_packer_add (file, compression);
  for (size_t done = 0; done < text->length;) {
    size_t part = MIN (at_once, text->length - done);
    if (part <= 4096) {
      char *to = output_file_reserve (file, 4096);
      memcpy (to, text->bytes + done, part);
      output_file_advance (file, to + part);
    } else {
      output_file_write (file, text->bytes + done, part);
    }
    done += part;
  }
  ck_assert (output_set_commit (set, NULL));
  output_set_free (set);
  g_autofree char *path = g_build_filename (folder, "file", NULL);
  Bytes bytes;
  gsize length;
  ck_assert (g_file_get_contents (path, &bytes.bytes, &length, NULL));
  bytes.length = length;
  test_folder_remove (folder);
  return bytes;
}

static size_t unpack_gzip (const Bytes *packed, void *to, size_t room)
{
  z_stream stream = { .next_in = (unsigned char *)packed->bytes,
                      .avail_in = (uInt)packed->length,
                      .next_out = to,
                      .avail_out = (uInt)room };
  ck_assert_int_eq (inflateInit2 (&stream, 15 + 16), Z_OK);
  ck_assert_int_eq (inflate (&stream, Z_FINISH), Z_STREAM_END);
  ck_assert_uint_eq (stream.avail_in, 0);
  inflateEnd (&stream);
  return room - stream.avail_out;
}

static size_t unpack_zstd (const Bytes *packed, void *to, size_t room)
{
  size_t length = ZSTD_decompress (to, room, packed->bytes, packed->length);
  ck_assert (!ZSTD_isError (length));
  return length;
}

static size_t unpack (EventCompression compression, const Bytes *packed, char *to, size_t room)
{
  switch (compression) {
  case EVENT_PACKED_GZIP:
    return unpack_gzip (packed, to, room);
  case EVENT_PACKED_ZSTD:
    return unpack_zstd (packed, to, room);
  case EVENT_PACKED_PLAIN:
    break;
  }
  ck_assert_uint_le (packed->length, room);
  memcpy (to, packed->bytes, packed->length);
  return packed->length;
}

/* Nothing, less than a buffer, several. */
static const size_t lengths[] = { 0, 1, 5000, 131072, 131073, 1000000 };

START_TEST (what_was_written_comes_back)
{
  EventCompression compression = (EventCompression)_i;
  for (size_t i = 0; i < G_N_ELEMENTS (lengths); i++) {
    Bytes text = make_text (lengths[i]);
    Bytes packed = write_file (&text, compression, 100);
    g_autofree char *back = g_malloc (lengths[i] + 1);
    ck_assert_uint_eq (unpack (compression, &packed, back, lengths[i] + 1), lengths[i]);
    ck_assert_int_eq (memcmp (back, text.bytes, lengths[i]), 0);
    g_free (packed.bytes);
    g_free (text.bytes);
  }
}
END_TEST

START_TEST (how_it_is_handed_over_does_not_matter)
{
  Bytes text = make_text (500000);
  Bytes one = write_file (&text, (EventCompression)_i, 4096);
  Bytes again = write_file (&text, (EventCompression)_i, 4096);
  ck_assert_uint_eq (one.length, again.length);
  ck_assert_int_eq (memcmp (one.bytes, again.bytes, one.length), 0);
  Bytes at_once = write_file (&text, (EventCompression)_i, 500000);
  ck_assert_uint_eq (one.length, at_once.length);
  g_free (text.bytes);
  g_free (one.bytes);
  g_free (again.bytes);
  g_free (at_once.bytes);
}
END_TEST

START_TEST (it_becomes_smaller)
{
  Bytes text = make_text (500000);
  Bytes packed = write_file (&text, (EventCompression)_i, 4096);
  ck_assert_uint_lt (packed.length, text.length * 2 / 3);
  g_free (text.bytes);
  g_free (packed.bytes);
}
END_TEST

static Suite *event_packer_suite (void)
{
  Suite *suite = suite_create ("event_packer");
  TCase *tcase = tcase_create ("event_packer");
  tcase_add_loop_test (tcase, what_was_written_comes_back, EVENT_PACKED_PLAIN, EVENT_PACKED_ZSTD + 1);
  tcase_add_loop_test (tcase, how_it_is_handed_over_does_not_matter, EVENT_PACKED_PLAIN,
                       EVENT_PACKED_ZSTD + 1);
  tcase_add_loop_test (tcase, it_becomes_smaller, EVENT_PACKED_GZIP, EVENT_PACKED_ZSTD + 1);
  suite_add_tcase (suite, tcase);
  return suite;
}

int main (void)
{
  return test_main (event_packer_suite (), NULL);
}
