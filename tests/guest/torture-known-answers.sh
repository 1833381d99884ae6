#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# All vectors through the driver, and one in twenty of the Monte Carlo tests.
EVERY=1 MONTE=20 LEAST=200000 LIMIT=3000 exec "$(dirname "$0")/test-known-answers.sh"
