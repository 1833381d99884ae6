/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the TLM takes for the time of things, in cycles of the engine clock. The parameters of
 * a configuration come from hw/config, the rest is calibrated to the RTL by `make calibrate`.
 */
#ifndef KYANITE_TLM_TIMING_H
#define KYANITE_TLM_TIMING_H

#ifndef NQ
#define NQ 8
#endif
#ifndef NSLOT
#define NSLOT 8
#endif
#ifndef NSHA
#define NSHA 4
#endif
#ifndef NSHA512
#define NSHA512 1
#endif
#ifndef AES_UNROLL
#define AES_UNROLL 14
#endif
#ifndef AES_STAGES
#define AES_STAGES 1
#endif

namespace timing
{

/* Parameters of the configuration. */
constexpr unsigned queues = NQ;
constexpr unsigned slots = NSLOT;
constexpr unsigned sha_cores = NSHA;
constexpr unsigned sha512_cores = NSHA512;
constexpr unsigned aes_pitch = 14 / AES_UNROLL; /* between two blocks of one pipe */

/* The AXI master. */
constexpr unsigned beat = 32;       /* bytes a cycle each way */
constexpr unsigned burst = 256;     /* bytes; bursts do not cross a multiple of it */
constexpr unsigned window = 1024;   /* bytes of source of a request asked for and not used */
constexpr unsigned reads = 8;       /* bursts of a request asked for and not there */
constexpr unsigned read_land = 2;   /* from a beat on the bus to its use */
constexpr unsigned write_wait = 1;  /* from the last block of a burst to the choice */
constexpr unsigned write_setup = 2; /* from the choice of a burst to its first beat */
constexpr unsigned write_ack = 2;   /* from a response on the bus to its use */

/* A request before and after its data. */
constexpr unsigned fetch = 3;           /* from the doorbell to the read of the entry */
constexpr unsigned fault = 2;           /* from an entry that cannot be read to the error */
constexpr unsigned turn = 2;            /* from the entry to the context unit */
constexpr unsigned ctx_hit = 3;         /* context unit, context on the chip */
constexpr unsigned ctx_miss = 4;        /* context unit, up to the read of the context */
constexpr unsigned ctx_expand = 48;     /* key expansion, AES-128 */
constexpr unsigned ctx_expand_more = 8; /* for each next larger key */
constexpr unsigned ctx_erase = 17;      /* erasing a context */
constexpr unsigned start = 3;           /* from the context to the first read of data */
constexpr unsigned finish = 3;          /* from the last response to the choice of the completion */
constexpr unsigned zeroize_slot = 16;   /* erasing, for each slot */
constexpr unsigned zeroize = 48;        /* erasing, the rest */

/* The block datapath. */
constexpr unsigned aes = 14 * AES_STAGES + 1;
constexpr unsigned pass = aes + 2; /* from the choice of a block to its exit */
constexpr unsigned feedback = 0;   /* from there to the choice of the next one of a chain */
constexpr unsigned ghash = 6;      /* from the last block to the tag */

/* Hash cores: a block, and what surrounds the last one. */
constexpr unsigned sha1_block = 82;
constexpr unsigned sha256_block = 66;
constexpr unsigned sha512_block = 82;
constexpr unsigned digest = 3;

} // namespace timing

#endif
