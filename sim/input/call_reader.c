/*
 * call_reader.c - calls of the pagelock cache, recorded with DTrace
 *
 * What scenarios/record/pcache.d writes: a first line 'pcachesim pcache version 1 start NS', then a line a
 * call,
 *
 *     TIME ELAPSED THREAD lookup      OWNER TAG SZC ADDR LEN RW FLAGS LIST
 *     TIME ELAPSED THREAD check       OWNER TAG SZC ADDR LEN FLAGS RESULT
 *     TIME ELAPSED THREAD insert      OWNER TAG SZC ADDR LEN WLEN RW FLAGS LIST RESULT
 *     TIME ELAPSED THREAD inactive    OWNER TAG SZC ADDR LEN RW FLAGS LIST
 *     TIME ELAPSED THREAD purge       OWNER TAG FLAGS
 *     TIME ELAPSED THREAD purge_wired LIST
 *     TIME ELAPSED THREAD reclaim     TAG ADDR LEN RW ASYNC LIST
 *
 * where OWNER is seg or amp, RW is read or write, times are in ns on the clock of START, and addresses and
 * FLAGS are hexadecimal with 0x before.  Blank lines and lines that begin with '#' are comments.  A line that
 * cannot be understood, or is no possible call of the cache (such as a length that is not whole pages), is an
 * error with its line and column.  A time before that of the line above becomes equal to it.
 */
#include "trace_source.h"
#include "words.h"

#define HEADER_TEXT "'pcachesim pcache version 1 start NS'"
#define LEN_MAX (UINT64_C (1) << 40)

/* The recorded machine is an x86: its small pages, and the code of its largest pages. */
#define PAGE_BYTES 4096U
#define SZC_MAX 2U

typedef struct {
  TraceSource source; /* first */
  uint64_t start_ns;
  uint64_t last_ns; /* the time of the last call, since the start */
} CallReader;

typedef enum {
  FIELD_END,
  FIELD_ELAPSED,
  FIELD_THREAD,
  FIELD_OWNER,
  FIELD_TAG,
  FIELD_SZC,
  FIELD_ADDR,
  FIELD_LEN,
  FIELD_WLEN,
  FIELD_RW,
  FIELD_FLAGS,
  FIELD_LIST,
  FIELD_RESULT,
  FIELD_ASYNC,
  FIELDS
} Field;

typedef enum { VALUE_DECIMAL, VALUE_HEX, VALUE_WORD } ValueKind;

/* What a field holds (a number up to `max`, or one of two words, for 0 and 1), and its member of a call. */
typedef struct {
  const char *name;
  ValueKind kind;
  uint64_t max;
  size_t offset, bytes;
  const char *words[2];
} FieldRule;

#define MEMBER(member_) offsetof (CacheCall, member_), sizeof (((CacheCall *)NULL)->member_)

static const FieldRule field_rules[FIELDS] = {
  [FIELD_ELAPSED] = { "elapsed time", VALUE_DECIMAL, UINT64_MAX, MEMBER (elapsed_ns), { NULL } },
  [FIELD_THREAD] = { "thread", VALUE_HEX, UINT64_MAX, MEMBER (thread), { NULL } },
  [FIELD_OWNER] = { "owner", VALUE_WORD, 1, MEMBER (amp), { "seg", "amp" } },
  [FIELD_TAG] = { "tag", VALUE_HEX, UINT64_MAX, MEMBER (tag), { NULL } },
  [FIELD_SZC] = { "page size code", VALUE_DECIMAL, SZC_MAX, MEMBER (szc), { NULL } },
  [FIELD_ADDR] = { "address", VALUE_HEX, UINT64_MAX, MEMBER (addr), { NULL } },
  [FIELD_LEN] = { "length", VALUE_DECIMAL, LEN_MAX, MEMBER (len), { NULL } },
  [FIELD_WLEN] = { "writable length", VALUE_DECIMAL, LEN_MAX, MEMBER (wlen), { NULL } },
  [FIELD_RW] = { "access", VALUE_WORD, 1, MEMBER (write), { "read", "write" } },
  [FIELD_FLAGS] = { "flags", VALUE_HEX, UINT32_MAX, MEMBER (flags), { NULL } },
  [FIELD_LIST] = { "shadow list", VALUE_HEX, UINT64_MAX, MEMBER (list), { NULL } },
  [FIELD_RESULT] = { "result", VALUE_DECIMAL, 1, MEMBER (failed), { NULL } },
  [FIELD_ASYNC] = { "async", VALUE_DECIMAL, 1, MEMBER (async), { NULL } },
};

#define CALL_FIELDS_MAX 10
#define OWNER_FIELDS FIELD_OWNER, FIELD_TAG, FIELD_SZC, FIELD_ADDR, FIELD_LEN

typedef struct {
  const char *name;
  Field fields[CALL_FIELDS_MAX + 1];
} CallShape;

static const CallShape shapes[CACHE_CALLS] = {
  [CACHE_CALL_LOOKUP] = { "lookup", { OWNER_FIELDS, FIELD_RW, FIELD_FLAGS, FIELD_LIST } },
  [CACHE_CALL_CHECK] = { "check", { OWNER_FIELDS, FIELD_FLAGS, FIELD_RESULT } },
  [CACHE_CALL_INSERT] = { "insert",
                          { OWNER_FIELDS, FIELD_WLEN, FIELD_RW, FIELD_FLAGS, FIELD_LIST, FIELD_RESULT } },
  [CACHE_CALL_INACTIVE] = { "inactive", { OWNER_FIELDS, FIELD_RW, FIELD_FLAGS, FIELD_LIST } },
  [CACHE_CALL_PURGE] = { "purge", { FIELD_OWNER, FIELD_TAG, FIELD_FLAGS } },
  [CACHE_CALL_PURGE_WIRED] = { "purge_wired", { FIELD_LIST } },
  [CACHE_CALL_RECLAIM] = { "reclaim",
                           { FIELD_TAG, FIELD_ADDR, FIELD_LEN, FIELD_RW, FIELD_ASYNC, FIELD_LIST } },
};

/* The fields of a line, one after the other. */
typedef struct {
  CallReader *reader;
  const char *start; /* of the line */
  const char *at;
  const char *end;
  TextSpan span; /* the field taken last */
} Cursor;

/* Sets the failure to BEFORE, the cursor's last field in quotes, and AFTER.  Returns false. */
static bool call_reader_fail (const Cursor *cursor, const char *before, const char *after)
{
  TraceSource *source = &cursor->reader->source;
  g_autofree char *place =
      g_strdup_printf ("%s:%" G_GUINT64_FORMAT ":%td", source->text->path, source->text->line_number,
                       cursor->span.start - cursor->start + 1);
  g_autofree char *found = words_quote_bytes (cursor->span.start, cursor->span.length_bytes);
  return trace_error_set (&source->failure, TRACE_ERROR_MALFORMED, place, 0, "%s%s%s", before, found, after);
}

/* Takes the next field; an empty one, and false, at the end of the line. */
static bool take_field (Cursor *cursor)
{
  cursor->span = text_take_word (&cursor->at, cursor->end);
  return cursor->span.length_bytes > 0;
}

static bool parse_hex (TextSpan span, uint64_t *value)
{
  if (span.length_bytes < 3 || span.length_bytes > 18 || span.start[0] != '0' || span.start[1] != 'x') {
    return false;
  }
  *value = 0;
  for (size_t i = 2; i < span.length_bytes; i++) {
    int digit = g_ascii_xdigit_value (span.start[i]);
    if (digit < 0) {
      return false;
    }
    *value = *value << 4 | (uint64_t)digit;
  }
  return true;
}

static bool parse_word (TextSpan span, const char *const words[2], uint64_t *value)
{
  *value = text_span_is (span, words[1]);
  return *value || text_span_is (span, words[0]);
}

static bool fail_value (const Cursor *cursor, const FieldRule *rule)
{
  g_autofree char *before = g_strconcat (rule->name, " ", NULL);
  g_autofree char *after =
      rule->kind == VALUE_WORD
          ? g_strdup_printf ("; '%s' or '%s' would be right", rule->words[0], rule->words[1])
      : rule->kind == VALUE_HEX
          ? g_strdup_printf ("; a hexadecimal number from 0x0 to 0x%" G_GINT64_MODIFIER "x would be right",
                             rule->max)
          : g_strdup_printf ("; a whole number from 0 to %" G_GUINT64_FORMAT " would be right", rule->max);
  return call_reader_fail (cursor, before, after);
}

static bool take_value (Cursor *cursor, const FieldRule *rule, uint64_t *value)
{
  take_field (cursor);
  bool is_right = rule->kind == VALUE_WORD  ? parse_word (cursor->span, rule->words, value)
                  : rule->kind == VALUE_HEX ? parse_hex (cursor->span, value)
                                            : text_parse_u64 (cursor->span, value);
  return (is_right && *value <= rule->max) || fail_value (cursor, rule);
}

static bool take_call (Cursor *cursor, CacheCallKind *kind)
{
  const char *names[CACHE_CALLS];
  take_field (cursor);
  for (size_t i = 0; i < CACHE_CALLS; i++) {
    names[i] = shapes[i].name;
    if (text_span_is (cursor->span, names[i])) {
      *kind = (CacheCallKind)i;
      return true;
    }
  }
  g_autofree char *after = trace_error_expect (cursor->span, names, CACHE_CALLS);
  return call_reader_fail (cursor, "unknown call ", after);
}

/* Checks what the value of FIELD must fulfil beyond its range. */
static bool check_field (const Cursor *cursor, const CacheCall *call, Field field)
{
  switch (field) {
  case FIELD_TAG:
    return call->tag != 0 || call_reader_fail (cursor, "tag ", "; an owner has an address above 0");
  case FIELD_ADDR:
    return call->addr % PAGE_BYTES == 0
           || call_reader_fail (cursor, "address ",
                                " is not that of a page; a multiple of 0x1000 would be right");
  case FIELD_LEN:
    return (call->len > 0 && call->len % PAGE_BYTES == 0 && call->addr <= UINT64_MAX - call->len)
           || call_reader_fail (cursor, "length ",
                                " is not one of whole pages; a multiple of 4096 would be right");
  case FIELD_WLEN:
    return (call->wlen <= call->len && (!call->amp || call->wlen == call->len))
           || call_reader_fail (cursor, "writable length ",
                                " does not fit; up to the length, and with amp the length, "
                                "would be right");
  case FIELD_RW:
    return call->kind != CACHE_CALL_INSERT || !call->write || call->wlen == call->len
           || call_reader_fail (cursor, "access ",
                                " with a writable length below the length; 'read' would be right");
  case FIELD_LIST:
    return call->list != 0 || call->kind == CACHE_CALL_LOOKUP
           || call_reader_fail (cursor, "shadow list ", "; an address above 0 would be right");
  default:
    return true;
  }
}

static void set_field (CacheCall *call, const FieldRule *rule, uint64_t value)
{
  char *member = (char *)call + rule->offset;
  if (rule->bytes == sizeof (uint8_t)) {
    *(uint8_t *)member = (uint8_t)value;
  } else if (rule->bytes == sizeof (uint32_t)) {
    *(uint32_t *)(void *)member = (uint32_t)value;
  } else {
    *(uint64_t *)(void *)member = value;
  }
}

/* Takes FIELDS, ended by FIELD_END, into CALL. */
static bool take_members (Cursor *cursor, const Field *fields, CacheCall *call)
{
  for (; *fields != FIELD_END; fields++) {
    uint64_t value = 0;
    if (!take_value (cursor, &field_rules[*fields], &value)) {
      return false;
    }
    set_field (call, &field_rules[*fields], value);
    if (!check_field (cursor, call, *fields)) {
      return false;
    }
  }
  return true;
}

static bool parse_call (Cursor *cursor, CacheCall *call)
{
  static const FieldRule time = { .name = "time", .kind = VALUE_DECIMAL, .max = UINT64_MAX };
  CallReader *reader = cursor->reader;
  CacheCallKind kind = CACHE_CALL_LOOKUP;
  uint64_t value = 0;
  *call = (CacheCall){ 0 };
  if (!take_value (cursor, &time, &value)) {
    return false;
  }
  if (value < reader->start_ns) {
    return call_reader_fail (cursor, "time ",
                             " is before the start of the recording; one from the same boot would be right");
  }
  call->time_ns = MAX (value - reader->start_ns, reader->last_ns);
  if (!take_members (cursor, (const Field[]){ FIELD_ELAPSED, FIELD_THREAD, FIELD_END }, call)
      || !take_call (cursor, &kind)) {
    return false;
  }
  call->kind = (uint8_t)kind;
  if (!take_members (cursor, shapes[kind].fields, call)) {
    return false;
  }
  reader->last_ns = call->time_ns;
  return !take_field (cursor)
         || call_reader_fail (cursor, "more than the call has: ", "; the end of the line would be right");
}

/* Whether LINE is blank or a comment. */
static bool call_reader_passes_over (TextSpan line)
{
  const char *at = line.start;
  TextSpan word = text_take_word (&at, line.start + line.length_bytes);
  return word.length_bytes == 0 || word.start[0] == '#';
}

static Cursor cursor_of (CallReader *reader, TextSpan line)
{
  return (Cursor){
    .reader = reader, .start = line.start, .at = line.start, .end = line.start + line.length_bytes
  };
}

static size_t call_reader_read (TraceSource *source, void *records, size_t n)
{
  CallReader *reader = (CallReader *)(void *)source;
  CacheCall *calls = records;
  size_t count = 0;
  TextSpan line;
  while (count < n && !source->failure && trace_source_next_line (source, &line)) {
    if (!call_reader_passes_over (line)) {
      Cursor cursor = cursor_of (reader, line);
      count += parse_call (&cursor, &calls[count]);
    }
  }
  return count;
}

static bool call_reader_start (TraceSource *source)
{
  static const char *const words[] = { "pcachesim", "pcache", "version", "1", "start" };
  static const FieldRule start = { .name = "start", .kind = VALUE_DECIMAL, .max = UINT64_MAX };
  CallReader *reader = (CallReader *)(void *)source;
  reader->last_ns = 0;
  TextSpan line;
  do {
    if (!trace_source_read_first (source, &line, HEADER_TEXT)) {
      return false;
    }
  } while (call_reader_passes_over (line));
  Cursor cursor = cursor_of (reader, line);
  for (size_t i = 0; i < G_N_ELEMENTS (words); i++) {
    take_field (&cursor);
    if (!text_span_is (cursor.span, words[i])) {
      return call_reader_fail (&cursor, "found ", ", where a header " HEADER_TEXT " would be right");
    }
  }
  return take_value (&cursor, &start, &reader->start_ns);
}

IoSource *call_reader_open (const TraceOptions *options, GError **error)
{
  static const TraceReader functions = { "call", call_reader_start, call_reader_read, NULL };
  CallReader *reader = g_new0 (CallReader, 1);
  return trace_source_open (&reader->source, &functions, options, error);
}
