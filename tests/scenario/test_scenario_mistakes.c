#include "mistake_cases.h"

/* A workload that goes through segments a and b of 1 MiB. */
#define ADJACENT(address_a_, address_b_, through_)                           \
  RUN "processes:\n"                                                         \
      "- name: p\n"                                                          \
      "  segments: [{name: a, type: private, size: 1MiB, " address_a_ "},\n" \
      "    {name: b, type: private, size: 1MiB, address: " address_b_ "}]\n" \
      "  workloads:\n"                                                       \
      "  - {name: w, type: direct_io, segment: a, through: " through_ "}\n"

/* What the table refuses, and what does not fit together: text and the mistakes that it must give. */
static const MistakeCase cases[] = {
  MISTAKE ("unknown_key", RUN "sed: 3\n",
           "t.yaml:4:1: unknown key 'sed' in scenario 't'; did you mean 'seed'?"),
  MISTAKE ("unknown_key_in_machine",
           "name: t\n"
           "duration: 10s\n"
           "machine: {memory: 64MiB, hertz: 100}\n",
           "t.yaml:3:26: unknown key 'hertz' in machine; use memory, kernel_memory, hz, thresholds, "
           "lotsfree, desfree, minfree, throttlefree, pageout_reserve, fastscan, slowscan, handspread, swap, "
           "page_copy, lock_cost or maxphys"),
  MISTAKE ("unknown_key_that_is_part_of_one", RUN "tunables: {maxwindow: 10}\n",
           "t.yaml:4:12: unknown key 'maxwindow' in tunables; did you mean 'segpcache_maxwindow'?"),
  MISTAKE ("unknown_key_near_none", RUN "xyzzy: 1\n",
           "t.yaml:4:1: unknown key 'xyzzy' in scenario 't'; use name, description, seed, duration, warmup, "
           "sample, machine, tunables, objects, processes, events, expect or tolerances"),
  MISTAKE ("unknown_key_in_workload", DIRECT_IO "thread: 8}\n",
           "t.yaml:8:44: unknown key 'thread' in workload 'w'; did you mean 'threads'?"),
  MISTAKE ("key_of_another_variant", DIRECT_IO "trace: x}\n",
           "t.yaml:8:44: key 'trace' in workload 'w' is for type replay; remove it"),
  MISTAKE ("unknown_variant", WORKLOADS "{name: w, type: direct-io, segment: s}\n",
           "t.yaml:8:21: workload type 'direct-io' is unknown; did you mean 'direct_io'?"),
  MISTAKE ("missing_variant", WORKLOADS "{name: w, segment: s}\n",
           "t.yaml:8:5: missing key 'type' in workload 'w'; use direct_io, replay, working_set, churn, fork, "
           "async_io or rdma"),
  MISTAKE ("wrong_type_of_variant", WORKLOADS "{name: w, type: [1], segment: s}\n",
           "t.yaml:8:21: workload type is a list; use direct_io, replay, working_set, churn, fork, "
           "async_io or rdma"),
  MISTAKE ("wrong_type_text_for_number", RUN "seed: many\n",
           "t.yaml:4:7: seed is 'many'; expected a whole number from 0 to 18446744073709551615"),
  MISTAKE ("wrong_type_list_for_number", RUN "seed: [1]\n",
           "t.yaml:4:7: seed is a list; expected a whole number from 0 to 18446744073709551615"),
  MISTAKE ("wrong_type_quoted_number", RUN "seed: '1'\n",
           "t.yaml:4:7: seed is the text '1'; expected a whole number from 0 to 18446744073709551615"),
  MISTAKE ("wrong_type_nothing", RUN "seed:\n",
           "t.yaml:4:6: seed is empty; expected a whole number from 0 to 18446744073709551615"),
  MISTAKE ("wrong_type_text_for_mapping",
           "name: t\n"
           "duration: 10s\n"
           "machine: big\n",
           "t.yaml:3:10: machine is 'big'; expected a mapping with the keys memory, kernel_memory, hz, "
           "thresholds, ..."),
  MISTAKE ("wrong_type_mapping_for_list", RUN "processes: {name: p}\n",
           "t.yaml:4:12: processes is a mapping; expected a list of processes, each begun by '- '"),
  MISTAKE ("wrong_type_text_in_list", RUN "processes: [p]\n",
           "t.yaml:4:13: a process is 'p'; expected a mapping with keys such as 'name:'"),
  MISTAKE ("wrong_type_list_for_text_list", REPLAY "format: csv, read_ops: r}\n",
           "t.yaml:8:82: read_ops is 'r'; expected a list such as [a, b]"),
  MISTAKE ("wrong_type_in_text_list", REPLAY "format: csv, read_ops: [[r]]}\n",
           "t.yaml:8:83: read_ops has an item that is a list; expected text"),
  MISTAKE ("wrong_type_name",
           "name: 3 pigs\n"
           "duration: 10s\n"
           "machine: {memory: 64MiB}\n",
           "t.yaml:1:7: name is '3 pigs'; expected a name of letters, digits, '-' and '_' that begins with a "
           "letter"),
  MISTAKE ("wrong_type_character", REPLAY "format: csv, separator: ';;'}\n",
           "t.yaml:8:83: separator is the text ';;'; expected one ASCII character"),
  MISTAKE ("missing_keys", "machine: {}\n",
           "t.yaml:1:1: missing key 'name' in scenario; add 'name:' with a name of letters, digits, '-' and "
           "'_' that begins with a letter\n"
           "t.yaml:1:1: missing key 'duration' in scenario; add 'duration:' with a time such as 500us, from "
           "1 ns to 1000 h\n"
           "t.yaml:1:10: missing key 'memory' in machine; add 'memory:' with a size such as 64MiB, from 16 "
           "MiB to 4 TiB"),
  MISTAKE ("missing_key_in_segment", RUN "processes: [{name: p, segments: [{name: s, type: private}]}]\n",
           "t.yaml:4:34: missing key 'size' in segment 's'; add 'size:' with a size such as 64MiB, from 4 "
           "KiB to 4 TiB"),
  MISTAKE ("missing_machine",
           "name: t\n"
           "duration: 10s\n",
           "t.yaml:1:1: missing key 'machine' in scenario 't'; add 'machine:' with a mapping with the keys "
           "memory, kernel_memory, hz, thresholds, ..."),
  MISTAKE ("number_below_range", RUN "processes: [{name: p, count: 0}]\n",
           "t.yaml:4:30: count is '0'; expected a whole number from 1 to 100000"),
  MISTAKE ("number_above_range", RUN "tunables: {segpcache_shrink_shift: 64}\n",
           "t.yaml:4:36: segpcache_shrink_shift is '64'; expected a whole number from 0 to 63"),
  MISTAKE (
      "number_beyond_64_bits", RUN "seed: 18446744073709551616\n",
      "t.yaml:4:7: seed is '18446744073709551616'; expected a whole number from 0 to 18446744073709551615"),
  MISTAKE ("number_with_leading_zero", RUN "seed: 010\n",
           "t.yaml:4:7: seed is '010'; write the number without zeros in front, which some take for octal"),
  MISTAKE ("number_negative", RUN "seed: -1\n",
           "t.yaml:4:7: seed is '-1'; expected a whole number from 0 to 18446744073709551615"),
  MISTAKE ("signed_number_out_of_range", RUN "tunables: {segpcache_reap_ticks: -2000000000}\n",
           "t.yaml:4:34: segpcache_reap_ticks is '-2000000000'; expected a whole number from -1000000000 to "
           "1000000000"),
  MISTAKE ("real_out_of_range", DIRECT_IO "read: 1.01}\n",
           "t.yaml:8:50: read is '1.01'; expected a number from 0 to 1"),
  MISTAKE ("real_is_no_number", DIRECT_IO "read: half}\n",
           "t.yaml:8:50: read is 'half'; expected a number from 0 to 1"),
  MISTAKE ("real_not_above_minimum", REPLAY "speed: 0}\n",
           "t.yaml:8:66: speed is '0'; expected a number above 0, at most 1000000"),
  MISTAKE ("size_out_of_range",
           "name: t\n"
           "duration: 10s\n"
           "machine: {memory: 8TiB}\n",
           "t.yaml:3:19: memory is '8TiB'; use a size from 16 MiB to 4 TiB"),
  MISTAKE ("time_out_of_range",
           "name: t\n"
           "duration: 2000h\n"
           "machine: {memory: 64MiB}\n",
           "t.yaml:2:11: duration is '2000h'; use a time from 1 ns to 1000 h"),
  MISTAKE ("time_zero",
           "name: t\n"
           "duration: 0\n"
           "machine: {memory: 64MiB}\n",
           "t.yaml:2:11: duration is '0'; use a time from 1 ns to 1000 h"),
  MISTAKE ("bad_size_unit",
           "name: t\n"
           "duration: 10s\n"
           "machine: {memory: 12GB}\n",
           "t.yaml:3:19: size '12GB' has no known unit; use B, KiB, MiB, GiB, TiB or pages"),
  MISTAKE ("bad_time_unit",
           "name: t\n"
           "duration: 10sec\n"
           "machine: {memory: 64MiB}\n",
           "t.yaml:2:11: time '10sec' has no known unit; use ns, us, ms, s, min or h"),
  MISTAKE ("size_without_unit",
           "name: t\n"
           "duration: 10s\n"
           "machine: {memory: 67108864}\n",
           "t.yaml:3:19: size '67108864' has no unit; use B, KiB, MiB, GiB, TiB or pages"),
  MISTAKE ("time_without_unit",
           "name: t\n"
           "duration: 10\n"
           "machine: {memory: 64MiB}\n",
           "t.yaml:2:11: time '10' has no unit; use ns, us, ms, s, min or h"),
  MISTAKE ("size_is_no_number",
           "name: t\n"
           "duration: 10s\n"
           "machine: {memory: lots}\n",
           "t.yaml:3:19: size 'lots' is not a number with a unit; write it as 64MiB"),
  MISTAKE ("size_negative",
           "name: t\n"
           "duration: 10s\n"
           "machine: {memory: -1GiB}\n",
           "t.yaml:3:19: size '-1GiB' is negative; use 0 or more"),
  MISTAKE ("size_not_whole", RUN "tunables: {segpcache_maxapurge_bytes: 1.5B}\n",
           "t.yaml:4:39: size '1.5B' is not a whole number of bytes; use a smaller unit"),
  MISTAKE ("size_too_large", RUN "tunables: {segpcache_maxapurge_bytes: 99999999TiB}\n",
           "t.yaml:4:39: size '99999999TiB' is too large; the most that can be written is 16777216 TiB"),
  MISTAKE ("size_not_whole_pages", RUN "tunables: {segpcache_maxwindow: 5KiB}\n",
           "t.yaml:4:33: segpcache_maxwindow is '5KiB'; use a multiple of the page, 4 KiB"),
  MISTAKE ("enum_misspelt",
           "name: t\n"
           "duration: 10s\n"
           "machine: {memory: 64MiB, thresholds: clasic}\n",
           "t.yaml:3:38: thresholds is 'clasic'; did you mean 'classic'? It takes new or classic"),
  MISTAKE ("enum_unknown",
           "name: t\n"
           "duration: 10s\n"
           "machine: {memory: 64MiB, thresholds: mine}\n",
           "t.yaml:3:38: thresholds is 'mine'; expected new or classic"),
  MISTAKE ("duplicate_key",
           RUN "seed: 1\n"
               "seed: 2\n",
           "t.yaml:5:1: duplicate key 'seed'; it is given at line 4, column 1 already"),
  MISTAKE ("distribution_unknown", DIRECT_IO "think: {gauss: 1ms}}\n",
           "t.yaml:8:52: think has no distribution 'gauss'; use a time such as 500us, or a distribution such "
           "as {exponential: 2ms}"),
  MISTAKE ("distribution_misspelt", DIRECT_IO "think: {exponentail: 1ms}}\n",
           "t.yaml:8:52: think has no distribution 'exponentail'; did you mean 'exponential'?"),
  MISTAKE ("distribution_not_for_places", DIRECT_IO "offset: {exponential: 1ms}}\n",
           "t.yaml:8:53: offset has no distribution 'exponential'; use sequential, uniform, or {zipf: 0.99}"),
  MISTAKE ("distribution_of_places_not_for_times", DIRECT_IO "think: {zipf: 1}}\n",
           "t.yaml:8:52: think has no distribution 'zipf'; use a time such as 500us, or a distribution such "
           "as {exponential: 2ms}"),
  MISTAKE ("distribution_bad_unit", DIRECT_IO "think: {exponential: 1sec}}\n",
           "t.yaml:8:65: time '1sec' has no known unit; use ns, us, ms, s, min or h"),
  MISTAKE ("distribution_two_keys", DIRECT_IO "think: {exponential: 1ms, pareto: 3}}\n",
           "t.yaml:8:51: think is a mapping; expected a time such as 500us, or a distribution such as "
           "{exponential: 2ms}"),
  MISTAKE ("distribution_range_of_one", DIRECT_IO "size: {uniform: [4KiB]}}\n",
           "t.yaml:8:60: size uniform is a list; expected {uniform: [4KiB, 64KiB]}"),
  MISTAKE ("distribution_range_reversed", DIRECT_IO "size: {uniform: [8KiB, 4KiB]}}\n",
           "t.yaml:8:60: size uniform is from more to less; put the smaller value first"),
  MISTAKE ("distribution_mean_zero", DIRECT_IO "think: {exponential: 0}}\n",
           "t.yaml:8:65: think is '0'; use a time from 1 ns to 1 h"),
  MISTAKE (
      "distribution_missing_parameter", DIRECT_IO "think: {pareto: {scale: 1ms}}}\n",
      "t.yaml:8:60: missing key 'shape' in think pareto; write it as {pareto: {scale: 1ms, shape: 1.5}}"),
  MISTAKE ("distribution_unknown_parameter", DIRECT_IO "think: {normal: {mean: 1ms, sd: 1us, sdd: 2us}}}\n",
           "t.yaml:8:81: unknown key 'sdd' in think normal; did you mean 'sd'?"),
  MISTAKE ("distribution_bad_shape", DIRECT_IO "think: {pareto: {scale: 1ms, shape: 0}}}\n",
           "t.yaml:8:80: think pareto shape is '0'; expected a number above 0 and at most 1000"),
  MISTAKE ("distribution_bad_exponent", DIRECT_IO "offset: {zipf: -0.5}}\n",
           "t.yaml:8:59: offset zipf exponent is '-0.5'; expected a number of at least 0 and at most 100"),
  MISTAKE ("distribution_weights_zero", DIRECT_IO "think: {empirical: [[1ms, 0], [2ms, 0]]}}\n",
           "t.yaml:8:63: think empirical has weights of 0 only; give at least one a weight above 0"),
  MISTAKE ("distribution_weights_no_list", DIRECT_IO "think: {empirical: 1ms}}\n",
           "t.yaml:8:63: think empirical is '1ms'; expected {empirical: [[1ms, 9], [20ms, 1]]}"),
  MISTAKE ("distribution_place_misspelt", DIRECT_IO "offset: sequental}\n",
           "t.yaml:8:52: offset has no distribution 'sequental'; did you mean 'sequential'?"),
  MISTAKE ("distribution_value_out_of_range", DIRECT_IO "size: 0}\n",
           "t.yaml:8:50: size is '0'; use a size from 1 B to 1 GiB"),
  MISTAKE ("segment_not_defined", WORKLOADS "{name: w, type: direct_io, segment: S2}\n",
           "t.yaml:8:41: segment 'S2' is not defined in process 'p'; did you mean 's'?"),
  MISTAKE ("segment_defined_nowhere",
           RUN "processes: [{name: p, workloads: [{name: w, type: direct_io, segment: s}]}]\n",
           "t.yaml:4:71: segment 's' is not defined in process 'p'; there are none at all"),
  MISTAKE ("object_not_defined",
           RUN "objects: [{name: shm, size: 1MiB}]\n"
               "processes: [{name: p, segments: [{name: s, type: shared, size: 1MiB, object: shn}]}]\n",
           "t.yaml:5:78: object 'shn' is not defined in the scenario; did you mean 'shm'?"),
  MISTAKE ("process_not_defined", PROCESS "events: [{at: 1s, action: purge_owner, process: q, segment: s}]\n",
           "t.yaml:7:49: process 'q' is not defined in the scenario; use p"),
  MISTAKE ("segment_of_event_not_defined",
           PROCESS "events: [{at: 1s, action: purge_owner, process: p, segment: heap}]\n",
           "t.yaml:7:61: segment 'heap' is not defined in process 'p'; use s"),
  MISTAKE ("part_of_an_event_beyond_its_segment",
           PROCESS "events: [{at: 1s, action: munmap, process: p, segment: s, offset: 1TiB}]\n",
           "t.yaml:7:67: offset is beyond segment 's'; use less than its size, 1 MiB"),
  MISTAKE (
      "part_of_an_event_too_long",
      PROCESS
      "events: [{at: 1s, action: madvise, process: p, segment: s, offset: 4KiB, size: 1TiB, advice: free}]\n",
      "t.yaml:7:80: from its offset on, size goes beyond the end of segment 's', which has 1 MiB"),
  MISTAKE (
      "part_of_an_event_of_no_whole_pages",
      PROCESS
      "events: [{at: 1s, action: mprotect, process: p, segment: s, size: 4097B, protection: read-only}]\n",
      "t.yaml:7:67: size is no multiple of the segment's page_size; use a multiple of 4 KiB"),
  MISTAKE ("page_size_that_a_part_does_not_fit",
           PROCESS
           "events: [{at: 1s, action: setpagesize, process: p, segment: s, offset: 512KiB, page_size: "
           "2MiB, size: 512KiB}]\n",
           "t.yaml:7:72: offset is no multiple of both page sizes; use a multiple of 2 MiB"),
  MISTAKE (
      "page_size_that_a_segment_does_not_end_at",
      PROCESS "events: [{at: 1s, action: setpagesize, process: p, segment: s, page_size: 2MiB}]\n",
      "t.yaml:7:75: segment 's' does not end at a multiple of 2 MiB; add 'size:', or change the segment's"),
  MISTAKE (
      "page_size_that_a_segment_does_not_begin_at",
      RUN "processes: [{name: p, segments: [{name: s, type: private, size: 2MiB, address: 0x10001000}]}]\n"
          "events: [{at: 1s, action: setpagesize, process: p, segment: s, page_size: 2MiB}]\n",
      "t.yaml:5:75: segment 's' does not begin at a multiple of 2 MiB; change its address or object_offset"),
  MISTAKE ("page_size_of_ism",
           RUN "objects: [{name: o, size: 4MiB}]\n"
               "processes: [{name: p, segments: [{name: s, type: ism, size: 4MiB, object: o}]}]\n"
               "events: [{at: 1s, action: setpagesize, process: p, segment: s, page_size: 4KiB}]\n",
           "t.yaml:6:61: segment 's' is of type ism or dism, whose pages keep their size; use a private or "
           "shared one"),
  MISTAKE ("zone_that_cannot_be_a_metric",
           PROCESS "events: [{at: 1s, action: zone_enter, process: p, zone: Web-1}]\n",
           "t.yaml:7:57: zone 'Web-1' is to be part of a metric's name; use a-z, 0-9 and '_' only"),
  MISTAKE ("writes_without_segment", WORKLOADS "{name: w, type: fork, writes: 1MiB}\n",
           "t.yaml:8:35: writes has no meaning without segment; add 'segment:', or remove it"),
  MISTAKE ("churn_of_more_than_its_segment", WORKLOADS "{name: w, type: churn, segment: s, size: 1GiB}\n",
           "t.yaml:8:46: size is up to 1 GiB, more than segment 's' has; use at most 1 MiB"),
  MISTAKE ("async_io_reaps_more_than_its_depth",
           WORKLOADS "{name: w, type: async_io, segment: s, depth: 8, reap_count: 9}\n",
           "t.yaml:8:65: reap_count is 9, more than can be in flight; use at most depth, 8"),
  MISTAKE ("async_io_of_more_than_its_segment",
           WORKLOADS "{name: w, type: async_io, segment: s, size: 2MiB}\n",
           "t.yaml:8:49: size is up to 2 MiB, more than segment 's' has; use at most 1 MiB"),
  MISTAKE ("rdma_with_more_buffers_than_fit",
           WORKLOADS "{name: w, type: rdma, segment: s, size: 512KiB, align: 256KiB, buffers: 4}\n",
           "t.yaml:8:77: buffers is 4, more than fit segment 's' of 1 MiB; use at most 3"),
  MISTAKE ("through_a_segment_that_is_not_defined",
           WORKLOADS "{name: w, type: rdma, segment: s, through: q}\n",
           "t.yaml:8:48: segment 'q' is not defined in process 'p'; use s"),
  MISTAKE (
      "through_segments_without_an_address", ADJACENT ("mapped: true", "0x500000", "b"),
      "t.yaml:9:53: segment 'a' has no address; give one to each segment up to 'b', so that they adjoin"),
  MISTAKE ("through_segments_with_a_gap", ADJACENT ("address: 0x400000", "0x600000", "b"),
           "t.yaml:9:53: segment 'b' does not adjoin 'a': none begins where 'a' ends; use 'address: "
           "0x500000' for the one after it"),
  MISTAKE ("through_a_segment_below", ADJACENT ("address: 0x400000", "0x300000", "b"),
           "t.yaml:9:53: segment 'b' does not adjoin 'a': none begins where 'a' ends; use 'address: "
           "0x500000' for the one after it"),
  MISTAKE ("through_segments_too_small_for_the_size",
           ADJACENT ("address: 0x400000", "0x500000", "b, size: 3MiB"),
           "t.yaml:9:62: size is up to 3 MiB, more than segment 'a' has, with those that it goes through; "
           "use at most 2 MiB"),
  MISTAKE ("shared_segment_without_object",
           RUN "processes: [{name: p, segments: [{name: s, type: shared, size: 1MiB}]}]\n",
           "t.yaml:4:34: missing key 'object' in segment 's'; a shared segment maps one of the objects"),
  MISTAKE (
      "private_segment_with_object",
      RUN "processes: [{name: p, segments: [{name: s, type: private, size: 1MiB, object: o, object_offset: "
          "4KiB}]}]\n",
      "t.yaml:4:79: object is for shared segments, and this is private; remove it or use type shared\n"
      "t.yaml:4:97: object_offset is for shared segments, and this is private; remove it or use type shared"),
  MISTAKE (
      "segment_beyond_object",
      RUN "objects: [{name: o, size: 1MiB}]\n"
          "processes: [{name: p, segments: [{name: s, type: shared, size: 1MiB, object: o, object_offset: "
          "4KiB}]}]\n",
      "t.yaml:5:64: size is 1 MiB from object_offset 4 KiB on, beyond the end of object 'o'; it has 1 MiB"),
  MISTAKE ("ism_of_a_part_of_its_object",
           RUN "objects: [{name: o, size: 4MiB}]\n"
               "processes: [{name: p, segments: [{name: s, type: ism, size: 2MiB, object: o}]}]\n",
           "t.yaml:5:61: an ism or dism segment is all of its object; use the size of 'o', 4 MiB"),
  MISTAKE ("ism_read_only",
           RUN "objects: [{name: o, size: 4MiB}]\n"
               "processes: [{name: p, segments: [{name: s, type: ism, size: 4MiB, object: o, protection: "
               "read-only}]}]\n",
           "t.yaml:5:90: ism and dism can always be written; remove protection, or use type shared"),
  MISTAKE ("ism_of_no_whole_large_pages",
           RUN "objects: [{name: o, size: 3MiB}]\n"
               "processes: [{name: p, segments: [{name: s, type: ism, size: 3MiB, object: o}]}]\n",
           "t.yaml:5:61: size is 3 MiB; use a multiple of page_size, 2 MiB"),
  MISTAKE ("object_attached_as_ism_and_as_dism",
           RUN "objects: [{name: o, size: 4MiB}]\n"
               "processes:\n"
               "- {name: p, segments: [{name: s, type: ism, size: 4MiB, object: o}]}\n"
               "- {name: q, segments: [{name: s, type: dism, size: 4MiB, object: o}]}\n",
           "t.yaml:7:40: object 'o' is attached as ism at line 6 already; use that here too"),
  MISTAKE ("object_attached_in_pages_of_two_sizes",
           RUN "objects: [{name: o, size: 4MiB}]\n"
               "processes:\n"
               "- {name: p, segments: [{name: s, type: ism, size: 4MiB, object: o}]}\n"
               "- {name: q, segments: [{name: s, type: ism, size: 4MiB, object: o, page_size: 4KiB}]}\n",
           "t.yaml:7:79: object 'o' is attached with another page_size at line 6 already; use that here too"),
  MISTAKE ("mlock_of_ordinary_memory",
           RUN "processes: [{name: p, segments: [{name: s, type: private, size: 1MiB}]}]\n"
               "events: [{at: 1s, action: mlock, process: p, segment: s}]\n",
           "t.yaml:5:55: segment 's' is not of type dism; mlock and munlock are for these"),
  MISTAKE ("segments_overlap",
           RUN "processes:\n"
               "- name: p\n"
               "  segments:\n"
               "  - {name: a, type: private, size: 1MiB, address: 0x100000}\n"
               "  - {name: b, type: private, size: 8KiB, address: 0x1ff000}\n",
           "t.yaml:8:51: segment 'b' overlaps segment 'a', which is at 0x100000 to 0x1fffff; use another "
           "address, or leave it out"),
  MISTAKE ("segments_overlap_a_long_one_before",
           RUN "processes:\n"
               "- name: p\n"
               "  segments:\n"
               "  - {name: a, type: private, size: 1MiB, address: 0x100000}\n"
               "  - {name: b, type: private, size: 4KiB, address: 0x110000}\n"
               "  - {name: c, type: private, size: 4KiB, address: 0x120000}\n",
           "t.yaml:8:51: segment 'b' overlaps segment 'a', which is at 0x100000 to 0x1fffff; use another "
           "address, or leave it out\n"
           "t.yaml:9:51: segment 'c' overlaps segment 'a', which is at 0x100000 to 0x1fffff; use another "
           "address, or leave it out"),
  MISTAKE ("segment_size_not_whole_pages",
           RUN "processes: [{name: p, segments: [{name: s, type: private, size: 1MiB, page_size: 2MiB}]}]\n",
           "t.yaml:4:65: size is 1 MiB; use a multiple of page_size, 2 MiB"),
  MISTAKE ("segment_address_not_aligned",
           RUN
           "processes: [{name: p, segments: [{name: s, type: private, size: 1MiB, address: 0x100100}]}]\n",
           "t.yaml:4:80: address is 0x100100; use a multiple of page_size, 4 KiB"),
  MISTAKE (
      "segment_address_too_high",
      RUN
      "processes: [{name: p, segments: [{name: s, type: private, size: 1MiB, address: 0x7fffffffe000}]}]\n",
      "t.yaml:4:80: segment 's' ends beyond 0x800000000000; use a lower address"),
  MISTAKE ("object_offset_not_aligned",
           RUN "objects: [{name: o, size: 1MiB}]\n"
               "processes: [{name: p, segments: [{name: s, type: shared, size: 4KiB, object: o, "
               "object_offset: 1KiB}]}]\n",
           "t.yaml:5:96: object_offset is 1 KiB; use a multiple of page_size, 4 KiB"),
  MISTAKE ("object_size_not_whole_pages", RUN "objects: [{name: o, size: 5000B}]\n",
           "t.yaml:4:27: size is 5000 B; use a multiple of the page, 4 KiB"),
  MISTAKE ("names_not_unique",
           RUN "objects: [{name: o, size: 4KiB},\n"
               "  {name: o, size: 4KiB}]\n"
               "processes: [{name: p},\n"
               "  {name: p}]\n",
           "t.yaml:5:10: object 'o' is defined at line 4 already; use another name\n"
           "t.yaml:7:10: process 'p' is defined at line 6 already; use another name"),
  MISTAKE ("segment_names_not_unique",
           RUN "processes: [{name: p, segments: [{name: s, type: private, size: 4KiB}, {name: s, type: "
               "private, size: 4KiB}]}]\n",
           "t.yaml:4:79: segment 's' is defined at line 4 already; use another name"),
  MISTAKE ("workload_names_not_unique",
           WORKLOADS "{name: w, type: direct_io, segment: s}\n"
                     "  - {name: w, type: direct_io, segment: s}\n",
           "t.yaml:9:12: workload 'w' is defined at line 8 already; use another name"),
  MISTAKE ("trace_missing", WORKLOADS "{name: w, type: replay, segment: s, trace: no-such.iolog}\n",
           "t.yaml:8:48: there is no trace file 'no-such.iolog'; a relative path begins at the folder of the "
           "scenario file"),
  MISTAKE ("trace_is_a_folder", WORKLOADS "{name: w, type: replay, segment: s, trace: /}\n",
           "t.yaml:8:48: trace '/' is a folder; name a file in it"),
  MISTAKE ("csv_keys_with_fio", REPLAY "format: fio, columns: {time: t}, separator: ';'}\n",
           "t.yaml:8:88: columns has no meaning here, it is for format csv; remove it\n"
           "t.yaml:8:103: separator has no meaning here, it is for format csv; remove it"),
  MISTAKE ("columns_offset_and_block", REPLAY "format: csv, columns: {offset: o, block: b}}\n",
           "t.yaml:8:100: columns has both offset and block; use the one that says where the I/O goes"),
  MISTAKE ("frames_with_direct_buffers", REPLAY "frames: 4}\n",
           "t.yaml:8:67: frames has no meaning here, it is for buffer ring or pool; remove it"),
  MISTAKE ("base_with_a_pool", REPLAY "buffer: pool, base: 4KiB}\n",
           "t.yaml:8:79: base has no meaning here, it is for buffer direct; remove it"),
  MISTAKE ("speed_with_asap", REPLAY "timing: asap, speed: 2}\n",
           "t.yaml:8:80: speed has no meaning here, it is for timing recorded; remove it"),
  MISTAKE ("base_beyond_segment", REPLAY "base: 1MiB}\n",
           "t.yaml:8:65: base is beyond segment 's'; use less than its size, 1 MiB"),
  MISTAKE ("frames_beyond_segment", REPLAY "buffer: ring, frame_size: 64KiB, frames: 17}\n",
           "t.yaml:8:100: frames is 17, more than fit segment 's' of 1 MiB; use at most 16"),
  MISTAKE ("frame_larger_than_segment", REPLAY "buffer: ring, frame_size: 2MiB}\n",
           "t.yaml:8:85: a frame is larger than segment 's'; use at most 1 MiB"),
  MISTAKE ("io_larger_than_segment", DIRECT_IO "size: {uniform: [4KiB, 2MiB]}}\n",
           "t.yaml:8:50: size is up to 2 MiB, more than segment 's' has; use at most 1 MiB"),
  MISTAKE ("io_of_a_weighted_size_larger_than_segment",
           DIRECT_IO "size: {empirical: [[4KiB, 1], [2MiB, 1]]}}\n",
           "t.yaml:8:50: size is up to 2 MiB, more than segment 's' has; use at most 1 MiB"),
  MISTAKE ("buffers_beyond_segment", DIRECT_IO "buffers: 129}\n",
           "t.yaml:8:53: buffers is 129, more than fit segment 's' of 1 MiB; use at most 128"),
  MISTAKE (
      "working_set_in_ism",
      RUN "objects: [{name: o, size: 2MiB}]\n"
          "processes:\n- name: p\n  segments: [{name: s, type: ism, object: o, size: 2MiB}]\n"
          "  workloads: [{name: w, type: working_set, segment: s, size: 1MiB}]\n",
      "t.yaml:8:53: the pages of segment 's' are locked in memory, or not there; use a private or shared "
      "segment"),
  MISTAKE ("working_set_beyond_segment",
           WORKLOADS "{name: w, type: working_set, segment: s, size: 257 pages}\n",
           "t.yaml:8:52: size is more than segment 's' has; use at most its size, 1 MiB"),
  MISTAKE ("working_set_grows_beyond_segment",
           WORKLOADS
           "{name: w, type: working_set, segment: s, size: 4KiB, change: growing, to: 2MiB, rate: 1MiB}\n",
           "t.yaml:8:79: to is more than segment 's' has; use at most its size, 1 MiB"),
  MISTAKE ("growing_without_rate",
           WORKLOADS "{name: w, type: working_set, segment: s, size: 4KiB, change: growing, to: 1MiB}\n",
           "t.yaml:8:5: rate is missing; a working set that is growing needs it"),
  MISTAKE (
      "fixed_with_rate", WORKLOADS "{name: w, type: working_set, segment: s, size: 4KiB, rate: 1MiB}\n",
      "t.yaml:8:64: rate has no meaning in a working set that is fixed; remove it, or say another change"),
  MISTAKE (
      "growing_to_less",
      WORKLOADS
      "{name: w, type: working_set, segment: s, size: 1MiB, change: growing, to: 4KiB, rate: 1MiB}\n",
      "t.yaml:8:79: a working set that is growing cannot come to this size; use more than its size at first"),
  MISTAKE ("shrinking_to_more",
           WORKLOADS
           "{name: w, type: working_set, segment: s, size: 4KiB, change: shrinking, to: 1MiB, rate: 4KiB}\n",
           "t.yaml:8:81: a working set that is shrinking cannot come to this size; use less than its size at "
           "first"),
  MISTAKE ("periodic_without_period",
           WORKLOADS "{name: w, type: working_set, segment: s, size: 4KiB, change: periodic, to: 1MiB}\n",
           "t.yaml:8:5: period is missing; a working set that is periodic needs it"),
  MISTAKE ("warmup_not_before_the_end", RUN "warmup: 10s\n",
           "t.yaml:4:9: warmup is 10 s; use less than the duration, 10 s"),
  MISTAKE ("sample_longer_than_run", RUN "sample: 11s\n",
           "t.yaml:4:9: sample is 11 s; use at most the duration, 10 s"),
  MISTAKE ("event_after_the_end", RUN "events: [{at: 10s, action: force_purge}]\n",
           "t.yaml:4:15: at is 10 s, not before the end of the run; its duration is 10 s"),
  MISTAKE ("event_until_before_at", RUN "events: [{at: 5s, every: 1s, until: 4s, action: force_purge}]\n",
           "t.yaml:4:37: until is 4 s, not after at, 5 s; use a later time"),
  MISTAKE ("event_until_without_every", RUN "events: [{at: 5s, until: 6s, action: force_purge}]\n",
           "t.yaml:4:26: until has no meaning without every; add 'every:', or remove it"),
  MISTAKE ("event_of_more_than_the_memory", RUN "events: [{at: 5s, action: consume_memory, size: 65MiB}]\n",
           "t.yaml:4:49: size is more than the machine has; use at most its memory, 64 MiB"),
  MISTAKE ("event_action_misspelt", RUN "events: [{at: 5s, action: consume_memry, size: 65MiB}]\n",
           "t.yaml:4:27: event action 'consume_memry' is unknown; did you mean 'consume_memory'?"),
  MISTAKE (
      "event_key_of_another_action", RUN "events: [{at: 5s, action: force_purge, size: 65MiB}]\n",
      "t.yaml:4:40: key 'size' in event 'force_purge' is for action consume_memory, release_memory, "
      "set_freemem, set_needfree, munmap, mprotect, setpagesize, madvise, mlock, munlock, memory_remove or "
      "memory_add; remove it"),
  MISTAKE ("workload_stops_before_it_starts", DIRECT_IO "start: 5s, stop: 5s}\n",
           "t.yaml:8:61: stop is 5 s, not after start, 5 s; use a later time"),
  MISTAKE ("workload_stops_after_the_end", DIRECT_IO "stop: 11s}\n",
           "t.yaml:8:50: stop is 11 s, after the end of the run; its duration is 10 s"),
  MISTAKE ("workload_starts_after_the_end", DIRECT_IO "start: 10s}\n",
           "t.yaml:8:51: start is 10 s, not before the end of the run; its duration is 10 s"),
  MISTAKE ("kernel_larger_than_machine",
           "name: t\n"
           "duration: 10s\n"
           "machine: {memory: 64MiB, kernel_memory: 64MiB}\n",
           "t.yaml:3:41: kernel_memory leaves nothing; use less than memory, 64 MiB"),
  MISTAKE ("several_in_one_go",
           "name: t\n"
           "duration: 10\n"
           "machine:\n"
           "  memory: 12GB\n"
           "  threshold: new\n"
           "processes:\n"
           "- name: db\n"
           "  count: 0\n"
           "  segments:\n"
           "  - {name: heap, type: privat, size: 1MiB}\n"
           "  workloads:\n"
           "  - {name: reader, type: direct_io, segment: heep, thread: 8}\n"
           "events:\n"
           "- {at: 1s, action: purge_owner, process: dv, segment: heap}\n",
           "t.yaml:2:11: time '10' has no unit; use ns, us, ms, s, min or h\n"
           "t.yaml:4:11: size '12GB' has no known unit; use B, KiB, MiB, GiB, TiB or pages\n"
           "t.yaml:5:3: unknown key 'threshold' in machine; did you mean 'thresholds'?\n"
           "t.yaml:8:10: count is '0'; expected a whole number from 1 to 100000\n"
           "t.yaml:10:24: type is 'privat'; did you mean 'private'? It takes private, shared, ism or dism\n"
           "t.yaml:12:46: segment 'heep' is not defined in process 'db'; did you mean 'heap'?\n"
           "t.yaml:12:52: unknown key 'thread' in workload 'reader'; did you mean 'threads'?\n"
           "t.yaml:14:42: process 'dv' is not defined in the scenario; did you mean 'db'?"),
  MISTAKE ("mistake_behind_an_alias_is_said_once",
           RUN "processes:\n"
               "- &p {name: p, count: 0}\n"
               "- *p\n",
           "t.yaml:5:13: process 'p' is defined at line 5 already; use another name\n"
           "t.yaml:5:23: count is '0'; expected a whole number from 1 to 100000"),
};

int main (void)
{
  return test_main (mistake_suite ("scenario mistakes", cases, G_N_ELEMENTS (cases)), NULL);
}
