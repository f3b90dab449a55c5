/*
 * workload_check.h - what a workload is checked against
 */
#ifndef WORKLOAD_CHECK_H
#define WORKLOAD_CHECK_H

#include "scenario_check.h"

/* A workload that is checked, with the segment that it uses (NULL if there is none, or it has a mistake). */
typedef struct {
  const ScenarioCheck *check;
  const ScenarioWorkload *workload;
  const ScenarioSegment *segment;
  uint64_t bytes; /* of it, or of all adjacent segments that the workload uses; 0: not known */
} WorkloadSubject;

static inline SourcePlace workload_subject_place (const WorkloadSubject *subject, const void *member)
{
  return scenario_check_place (subject->check, member, subject->workload->place);
}

/* io_check.c: the workloads that choose buffers. */
void workload_check_direct_io (const WorkloadSubject *subject);
void workload_check_async_io (const WorkloadSubject *subject);
void workload_check_rdma (const WorkloadSubject *subject);

/* That draws of SIZE, named at MEMBER, fit what the workload has, which begins in segment NAME. Returns the largest, 0 if
 * there is no bound or it does not fit. */
uint64_t workload_check_size (const WorkloadSubject *subject, const DistributionConfig *size,
                              const char *name);

/* Bytes from the start of FIRST through the end of LAST, named at MEMBER; 0 with the mistake added if these segments of PROCESS and
 * those between do not adjoin. */
uint64_t workload_check_through (const WorkloadSubject *subject, const ScenarioProcess *process,
                                 const ScenarioSegment *last, const void *member);

#endif
