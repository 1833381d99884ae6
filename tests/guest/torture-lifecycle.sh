#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Sleep, resets, removal and CPUs that come and go under load from four CPUs.
SMP=4 exec "$(dirname "$0")/test-lifecycle.sh"
