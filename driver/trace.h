/* SPDX-License-Identifier: GPL-2.0-only */
/* Tracepoints: a request's submission and completion, doorbells, resets of queues. */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM kyanite

#if !defined(KYANITE_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define KYANITE_TRACE_H

#include <linux/tracepoint.h>
#include "kyanite.h"

/* Which queue of which PCI function. */
#define KYA_TRACE_QUEUE		__field(u16, bdf) __field(u16, queue)
#define KYA_TRACE_SET_QUEUE						\
	({ __entry->bdf = pci_dev_id(q->dev->pdev); __entry->queue = q->id; })
#define KYA_TRACE_FORMAT	"%02x:%02x.%x q%u"
#define KYA_TRACE_ARGS							\
	PCI_BUS_NUM(__entry->bdf), PCI_SLOT(__entry->bdf & 0xff),	\
	PCI_FUNC(__entry->bdf & 0xff), __entry->queue

TRACE_EVENT(submit,
	TP_PROTO(const struct kya_queue *q, const struct kya_job *job),
	TP_ARGS(q, job),
	TP_STRUCT__entry(
		KYA_TRACE_QUEUE
		__field(const void *, request)
		__field(u32, bytes)
		__field(u32, in_flight)
		__field(bool, urgent)
	),
	TP_fast_assign(
		KYA_TRACE_SET_QUEUE;
		__entry->request = job->areq;
		__entry->bytes = job->areq ? job->src_bytes : 0;
		__entry->in_flight = q->tail - q->head;
		__entry->urgent = job->urgent;
	),
	TP_printk(KYA_TRACE_FORMAT " request %p bytes %u in_flight %u urgent %d", KYA_TRACE_ARGS,
		  __entry->request, __entry->bytes, __entry->in_flight, __entry->urgent)
);

TRACE_EVENT(doorbell,
	TP_PROTO(const struct kya_queue *q, const struct kya_moderation *m),
	TP_ARGS(q, m),
	TP_STRUCT__entry(
		KYA_TRACE_QUEUE
		__field(u32, entries)
		__field(u32, in_flight)
		__field(bool, arm)
		__field(u32, hold_ns)
		__field(u32, count)
	),
	TP_fast_assign(
		KYA_TRACE_SET_QUEUE;
		__entry->entries = q->tail - q->rung;
		__entry->in_flight = q->tail - q->head;
		__entry->arm = m;
		__entry->hold_ns = m ? m->hold_ns : 0;
		__entry->count = m ? m->count : 0;
	),
	TP_printk(KYA_TRACE_FORMAT " entries %u in_flight %u arm %d hold_ns %u count %u",
		  KYA_TRACE_ARGS, __entry->entries, __entry->in_flight, __entry->arm,
		  __entry->hold_ns, __entry->count)
);

TRACE_EVENT(complete,
	TP_PROTO(const struct kya_queue *q, const struct kya_job *job),
	TP_ARGS(q, job),
	TP_STRUCT__entry(
		KYA_TRACE_QUEUE
		__field(const void *, request)
		__field(int, err)
	),
	TP_fast_assign(
		KYA_TRACE_SET_QUEUE;
		__entry->request = job->areq;
		__entry->err = job->err;
	),
	TP_printk(KYA_TRACE_FORMAT " request %p err %d", KYA_TRACE_ARGS, __entry->request,
		  __entry->err)
);

TRACE_EVENT(reset,
	TP_PROTO(const struct kya_queue *q, u32 lost),
	TP_ARGS(q, lost),
	TP_STRUCT__entry(
		KYA_TRACE_QUEUE
		__field(u32, lost)
	),
	TP_fast_assign(
		KYA_TRACE_SET_QUEUE;
		__entry->lost = lost;
	),
	TP_printk(KYA_TRACE_FORMAT " lost %u", KYA_TRACE_ARGS, __entry->lost)
);

#endif

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
