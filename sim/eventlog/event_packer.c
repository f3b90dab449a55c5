/* event_packer.c - compresses what a trace writes */
#include "event_packer.h"

#define ZLIB_CONST /* it reads what it packs */
#include <zlib.h>
#include <zstd.h>

enum { PACKED_BYTES = 64 * 1024, ZSTD_LEVEL = 1 };

/* The size of zlib's window, + 16 for the format of gzip. */
enum { GZIP_WINDOW_BITS = 15 + 16, GZIP_MEMORY_LEVEL = 8 };

typedef struct {
  OutputPacker base; /* first */
  z_stream gzip;
  ZSTD_CStream *zstd;
  char packed[PACKED_BYTES];
} EventPacker;

static void pack_gzip (OutputPacker *base, OutputFile *file, const char *bytes, size_t length, bool at_end)
{
  EventPacker *packer = (EventPacker *)(void *)base;
  packer->gzip.next_in = (const unsigned char *)bytes;
  packer->gzip.avail_in = (uInt)length;
  do {
    packer->gzip.next_out = (unsigned char *)packer->packed;
    packer->gzip.avail_out = PACKED_BYTES;
    if (deflate (&packer->gzip, at_end ? Z_FINISH : Z_NO_FLUSH) == Z_STREAM_ERROR) {
      g_error ("deflate: %s", packer->gzip.msg != NULL ? packer->gzip.msg : "a broken stream");
    }
    output_file_write_packed (file, packer->packed, PACKED_BYTES - packer->gzip.avail_out);
  } while (packer->gzip.avail_out == 0);
}

static void pack_zstd (OutputPacker *base, OutputFile *file, const char *bytes, size_t length, bool at_end)
{
  EventPacker *packer = (EventPacker *)(void *)base;
  ZSTD_inBuffer in = { .src = bytes, .size = length };
  size_t left;
  do {
    ZSTD_outBuffer out = { .dst = packer->packed, .size = PACKED_BYTES };
    left = ZSTD_compressStream2 (packer->zstd, &out, &in, at_end ? ZSTD_e_end : ZSTD_e_continue);
    if (ZSTD_isError (left)) {
      g_error ("ZSTD_compressStream2: %s", ZSTD_getErrorName (left));
    }
    output_file_write_packed (file, packer->packed, out.pos);
  } while (in.pos < in.size || (at_end && left > 0));
}

static void event_packer_free (OutputPacker *base)
{
  EventPacker *packer = (EventPacker *)(void *)base;
  deflateEnd (&packer->gzip);
  ZSTD_freeCStream (packer->zstd);
  g_free (packer);
}

static void begin_gzip (EventPacker *packer)
{
  int status = deflateInit2 (&packer->gzip, Z_BEST_SPEED, Z_DEFLATED, GZIP_WINDOW_BITS, GZIP_MEMORY_LEVEL,
                             Z_DEFAULT_STRATEGY);
  if (status != Z_OK) {
    g_error ("deflateInit2: status %d", status);
  }
}

static void begin_zstd (EventPacker *packer)
{
  packer->zstd = ZSTD_createCStream ();
  if (packer->zstd == NULL) {
    g_error ("ZSTD_createCStream: no memory");
  }
  ZSTD_CCtx_setParameter (packer->zstd, ZSTD_c_compressionLevel, ZSTD_LEVEL);
  ZSTD_CCtx_setParameter (packer->zstd, ZSTD_c_checksumFlag, 1);
}

void event_packer_add (OutputFile *file, EventCompression compression)
{
  if (compression == EVENT_PACKED_PLAIN) {
    return;
  }
  bool is_gzip = compression == EVENT_PACKED_GZIP;
  EventPacker *packer = g_new0 (EventPacker, 1);
  packer->base = (OutputPacker){ is_gzip ? pack_gzip : pack_zstd, event_packer_free };
  (is_gzip ? begin_gzip : begin_zstd) (packer);
  output_file_set_packer (file, &packer->base);
}
