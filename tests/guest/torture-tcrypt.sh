#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# tcrypt's speed modes as a load, with the driver on the SystemC model: 64 requests in flight.
set -u
here=$(dirname "$0")
# shellcheck source=/dev/null
. "$here/tap.sh"
# shellcheck source=/dev/null
. "$here/boot.sh"
boot tcrypt --model tlm --timeout 2400 --modules "$here/modules" --env "MODES=${MODES:-600 211 215 403 404 405 406}" \
	"$here/in/tcrypt" "$here/compare.sh"
boot_end
