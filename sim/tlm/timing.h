/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the TLM takes for the time of things, in cycles of the engine clock, beside the parameters
 * of a configuration. `make calibrate` compares what comes of it with the RTL.
 */
#ifndef KYANITE_TLM_TIMING_H
#define KYANITE_TLM_TIMING_H

#include <cstdint>

/**
 * struct tlm_configuration - the parameters of kya_engine that a configuration sets
 * @queues: NQ
 * @slots: NSLOT
 * @sha: NSHA
 * @sha512: NSHA512
 * @unroll: AES_UNROLL
 * @stages: AES_STAGES
 * @ghash: GHASH_CYCLES
 */
struct tlm_configuration {
	unsigned queues;
	unsigned slots;
	unsigned sha;
	unsigned sha512;
	unsigned unroll;
	unsigned stages;
	unsigned ghash;
};

/* Of this program: one of hw/configurations. */
extern const tlm_configuration configuration;

namespace timing
{

/* The AXI master. */
constexpr unsigned beat = 32;       /* bytes a cycle each way */
constexpr unsigned burst = 256;     /* bytes; bursts do not cross a multiple of it */
constexpr unsigned window = 1024;   /* bytes of source of a request asked for and not used */
constexpr unsigned reads = 8;       /* bursts of a request asked for and not there */
constexpr unsigned read_land = 5;   /* from a beat on the bus to its use */
constexpr unsigned write_wait = 3;  /* from the last block of a burst to the choice */
constexpr unsigned write_setup = 4; /* from the choice of a burst to its first beat */
constexpr unsigned write_ack = 2;   /* from a response on the bus to its use */

/* A request before and after its data. */
constexpr unsigned fetch = 6;           /* from the doorbell to the read of the entry */
constexpr unsigned handover = 2;        /* from the entry to its slot, if one is free */
constexpr unsigned fault = 2;           /* from an entry that cannot be read to the error */
constexpr unsigned turn = 1;            /* from the entry to the context unit */
constexpr unsigned ctx_hit = 3;         /* context unit, context on the chip */
constexpr unsigned ctx_miss = 4;        /* context unit, up to the read of the context */
constexpr unsigned ctx_expand = 45;     /* key expansion, AES-128 */
constexpr unsigned ctx_expand_more = 8; /* for each next larger key */
constexpr unsigned ctx_erase = 33;      /* erasing a context */
constexpr unsigned start = 8;           /* from the context to the first read of data */
constexpr unsigned leave = 16;        /* from the last byte that goes out to the end of the slot */
constexpr unsigned left = 2;          /* and to the wait for responses */
constexpr unsigned finish = 2;        /* from the last response to the choice of the completion */
constexpr unsigned zeroize_slot = 16; /* erasing, for each slot */
constexpr unsigned zeroize = 48;      /* erasing, the rest */

/* The block datapath. */
constexpr unsigned around_aes = 5;  /* from the choice of a block to its exit, beside the rounds */
constexpr unsigned feedback = 2;    /* before that, the next one of a chain may be chosen */
constexpr unsigned pitch = 4;       /* between two blocks of a request */
constexpr unsigned ghash_pitch = 5; /* between two blocks of a request to GHASH */
constexpr unsigned tail = 3;        /* from the last block to the tail that waits for it */
constexpr unsigned ghash = 8;       /* from the last block to the tag */

/**
 * struct hash_times - what a hash takes
 * @block: a core has a block. With SHA-256 the way into four cores is nearly full, and a core waits for it
 * @turn: how much longer its slot waits for the state
 * @digest: from a state that is back to a tail with it
 */
struct hash_times {
	unsigned block;
	unsigned turn;
	unsigned digest;
};

constexpr hash_times sha1 = { 85, 10, 18 };
constexpr hash_times sha256 = { 73, 6, 18 };
constexpr hash_times sha512 = { 85, 12, 39 };

/** read_ahead() - submission entries, beside those in slots */
inline unsigned read_ahead()
{
	return configuration.slots > 32 ? 32 : configuration.slots;
}

/** aes_laps() - times that a block goes through the rounds of the AES pipe */
inline unsigned aes_laps()
{
	return 14 / configuration.unroll;
}

/** aes_lap() - cycles of one of them */
inline unsigned aes_lap()
{
	return configuration.unroll * configuration.stages;
}

/** pass() - from the choice of a block, of AES or not, to its exit */
inline uint64_t pass()
{
	return 14 * configuration.stages + around_aes;
}

} // namespace timing

#endif
