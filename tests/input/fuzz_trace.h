/*
 * fuzz_trace.h - any bytes are a recording or an error
 *
 * Each function reads SIZE bytes of DATA as a recording and aborts with a message if what comes of it
 * cannot be: a request of no bytes or beyond 2^64, a time that decreases, an error without a place, or an
 * outcome that depends on how the reader's buffer or its caller's batches fall, or that a second reading
 * does not have.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* What came of it. */
typedef enum { FUZZ_RECORDING, FUZZ_ERROR } FuzzOutcome;

FuzzOutcome fuzz_trace_iolog (const uint8_t *data, size_t size);

/* The header decides about the columns; a column 'file' is used if there is one. */
FuzzOutcome fuzz_trace_csv (const uint8_t *data, size_t size);

/* What libFuzzer calls; fuzz_iolog.c and fuzz_csv.c have one each. */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);
