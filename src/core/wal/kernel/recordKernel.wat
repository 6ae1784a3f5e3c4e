;; The inner loop of the record walk, for WAL from 9.5 on. It does what RecordWalker does, as long as nothing is unusual;
;; whatever it does not know it leaves to RecordWalker, which is the authority.
;;
;; How it is fast: the checksum of a record covers first its data and then its header. So each record is copied as
;; "data, header, inverted checksum" behind the one before it. The first four bytes are inverted too (the checksum's
;; start value), and then each record is a multiple of the CRC polynomial, and so is the whole copy. One remainder,
;; taken over the copy of a block, checks all of its records. If it is not zero, RecordWalker walks the block again and
;; finds the record.
;;
;; The remainder is taken without tables: x^209 + x^144 + x^54 + x^39 + x^14 + 1 is a multiple of the polynomial of
;; CRC-32C, and with it the same in x^32 and x^128. A word is removed by adding it 65, 155, 170, 195 and 209
;; words further on; all words but the last 209 go that way.
(module
  (memory (export "memory") 1)

  ;; Layout of the memory, as the host sets it up.
  (global $tables i32 (i32.const 1024))    ;; 8 tables of 256 words
  (global $header i32 (i32.const 512))     ;; 24 bytes: the header of a record that crosses pages
  (global $event i32 (i32.const 9216))     ;; 512 bytes: header and beginning of a record that the host wants to see
  (global $eventData i32 (i32.const 488))
  (global $state i32 (i32.const 64))       ;; the fields below

  ;; Fields of the state, as offsets: what goes in and out of `run`.
  ;;  0 block address        4 block end address     8 address of what is read next (in, out)
  ;; 12 location minus address, low half            16 location, high half
  ;; 20 magic               24 page flags that are not for us               28 timeline of the pages
  ;; 32, 36 last record's location, low and high (in, out)
  ;; 40 system identifier   48 segment size         52 page size
  ;; 56 where the copy goes on (in, out)            60 where the record being copied begins (in, out)
  ;; 64 bytes of it that are missing (in, out)      68 bytes of its header that are there (in, out)
  ;; 72, 76 its location, low and high (in, out)    80 its length (in, out)
  ;; 84 longest record      88 records (out)        92 commits (out)
  ;; 96 first commit's time (out)                  104 last commit's time (out)
  ;; 112 length of the record in `event` (out)    116 address behind the last whole record (out)
  ;; 120 the latest of the commits' times (out)  128 the earliest (out)
  ;; 136, 144 times that occur twice: the earliest that is more than a second before an earlier commit's, and the
  ;; latest of those before it; 144 is 0 if none does (in, out)

  (func $get (param $field i32) (result i32)
    (i32.load (i32.add (global.get $state) (local.get $field))))

  (func $set (param $field i32) (param $value i32)
    (i32.store (i32.add (global.get $state) (local.get $field)) (local.get $value)))

  ;; Copies up to 15 bytes more than asked for.
  (func $copy (param $to i32) (param $from i32) (param $count i32)
    (block $done
      (loop $wide
        (if (i32.ge_s (local.get $count) (i32.const 64))
          (then
            (v128.store (local.get $to) (v128.load (local.get $from)))
            (v128.store offset=16 (local.get $to) (v128.load offset=16 (local.get $from)))
            (v128.store offset=32 (local.get $to) (v128.load offset=32 (local.get $from)))
            (v128.store offset=48 (local.get $to) (v128.load offset=48 (local.get $from)))
            (local.set $to (i32.add (local.get $to) (i32.const 64)))
            (local.set $from (i32.add (local.get $from) (i32.const 64)))
            (local.set $count (i32.sub (local.get $count) (i32.const 64)))
            (br $wide))))
      (loop $narrow
        (br_if $done (i32.le_s (local.get $count) (i32.const 0)))
        (v128.store (local.get $to) (v128.load (local.get $from)))
        (local.set $to (i32.add (local.get $to) (i32.const 16)))
        (local.set $from (i32.add (local.get $from) (i32.const 16)))
        (local.set $count (i32.sub (local.get $count) (i32.const 16)))
        (br $narrow))))

  ;; Notes a commit's or abort's time, where the record carries one.
  (func $commit (param $data i32) (param $count i32) (param $info i32)
    (local $end i32) (local $id i32) (local $operation i32) (local $time i64) (local $latest i64)
    (local.set $operation (i32.and (local.get $info) (i32.const 0x70)))
    (if (i32.and
          (i32.ne (local.get $operation) (i32.const 0x00))
          (i32.and
            (i32.ne (local.get $operation) (i32.const 0x20))
            (i32.and
              (i32.ne (local.get $operation) (i32.const 0x30))
              (i32.ne (local.get $operation) (i32.const 0x40)))))
      (then (return)))
    (local.set $end (i32.add (local.get $data) (local.get $count)))
    (loop $parts
      (if (i32.ge_u (local.get $data) (local.get $end)) (then (return)))
      (local.set $id (i32.load8_u (local.get $data)))
      (if (i32.eq (local.get $id) (i32.const 253))
        (then (local.set $data (i32.add (local.get $data) (i32.const 3))) (br $parts)))
      (if (i32.eq (local.get $id) (i32.const 252))
        (then (local.set $data (i32.add (local.get $data) (i32.const 5))) (br $parts)))
      (if (i32.lt_u (local.get $id) (i32.const 254)) (then (return)))
      (local.set $data
        (i32.add (local.get $data)
          (select (i32.const 2) (i32.const 5) (i32.eq (local.get $id) (i32.const 255)))))
      (if (i32.gt_u (i32.add (local.get $data) (i32.const 8)) (local.get $end)) (then (return)))
      (local.set $time (i64.load (local.get $data)))
      (local.set $latest (i64.load (i32.add (global.get $state) (i32.const 120))))
      (i64.store (i32.add (global.get $state) (i32.const 104)) (local.get $time))
      (if (i32.or
            (i32.eqz (call $get (i32.const 92)))
            (i64.lt_s (local.get $time) (i64.load (i32.add (global.get $state) (i32.const 128)))))
        (then (i64.store (i32.add (global.get $state) (i32.const 128)) (local.get $time))))
      ;; A clock that was set back, see commitTimes.ts.
      (if (i32.and
            (i32.ne (call $get (i32.const 92)) (i32.const 0))
            (i64.lt_s (local.get $time) (i64.sub (local.get $latest) (i64.const 1000000))))
        (then
          (if (i32.or
                (i64.eqz (i64.load (i32.add (global.get $state) (i32.const 144))))
                (i64.lt_s (local.get $time) (i64.load (i32.add (global.get $state) (i32.const 136)))))
            (then (i64.store (i32.add (global.get $state) (i32.const 136)) (local.get $time))))
          ;; Of the times before, the last is the latest.
          (i64.store (i32.add (global.get $state) (i32.const 144)) (local.get $latest))))
      ;; Whole numbers of microseconds, and in old builds floating-point ones, whose order is the same since 2000.
      (if (i32.or
            (i32.eqz (call $get (i32.const 92)))
            (i64.gt_s (local.get $time) (local.get $latest)))
        (then (i64.store (i32.add (global.get $state) (i32.const 120)) (local.get $time))))
      (if (i32.eqz (call $get (i32.const 92)))
        (then (i64.store (i32.add (global.get $state) (i32.const 96)) (local.get $time))))
      (call $set (i32.const 92) (i32.add (call $get (i32.const 92)) (i32.const 1)))))

  ;; Whether the host wants to see this record of the resource manager XLOG; if so it is kept for it.
  (func $keep (param $header i32) (param $data i32) (param $count i32) (result i32)
    (local $operation i32)
    (local.set $operation (i32.shr_u (i32.load8_u offset=16 (local.get $header)) (i32.const 4)))
    ;; Checkpoints, switch, backup end, parameter change, restore point, full-page writes, end of recovery, overwritten
    ;; record.
    (if (i32.eqz (i32.and (i32.shr_u (i32.const 0x23f3) (local.get $operation)) (i32.const 1)))
      (then (return (i32.const 0))))
    (call $copy (global.get $event) (local.get $header) (i32.const 24))
    (call $copy
      (i32.add (global.get $event) (i32.const 24))
      (local.get $data)
      (select (local.get $count) (global.get $eventData) (i32.lt_u (local.get $count) (global.get $eventData))))
    (call $set (i32.const 112) (i32.add (local.get $count) (i32.const 24)))
    (i32.const 1))

  ;; Walks a block. 0: to its end. 1: a record for the host is in `event`. 2: what comes next is for RecordWalker.
  ;; 3: a record that crosses pages does not link to the one before it.
  (func (export "run") (result i32)
    (local $block i32) (local $end i32) (local $at i32) (local $delta i32) (local $high i32) (local $magic i32)
    (local $strange i32) (local $timeline i32) (local $lastLow i32) (local $lastHigh i32) (local $to i32)
    (local $begin i32) (local $missing i32) (local $headerGot i32) (local $records i32) (local $flags i32)
    (local $from i32) (local $take i32) (local $part i32) (local $pageEnd i32) (local $left i32) (local $total i32)
    (local $count i32) (local $first i32) (local $code i32) (local $manager i32) (local $ended i32)
    (local.set $block (call $get (i32.const 0)))
    (local.set $end (call $get (i32.const 4)))
    (local.set $at (call $get (i32.const 8)))
    (local.set $delta (call $get (i32.const 12)))
    (local.set $high (call $get (i32.const 16)))
    (local.set $magic (call $get (i32.const 20)))
    (local.set $strange (call $get (i32.const 24)))
    (local.set $timeline (call $get (i32.const 28)))
    (local.set $lastLow (call $get (i32.const 32)))
    (local.set $lastHigh (call $get (i32.const 36)))
    (local.set $to (call $get (i32.const 56)))
    (local.set $begin (call $get (i32.const 60)))
    (local.set $missing (call $get (i32.const 64)))
    (local.set $headerGot (call $get (i32.const 68)))
    (block $out
      (loop $pages
        (br_if $out (i32.ge_u (local.get $at) (local.get $end)))
        (if (i32.eqz (i32.and (i32.sub (local.get $at) (local.get $block)) (i32.const 8191)))
          (then
            ;; A page's beginning: anything that is not as usual is for RecordWalker.
            (local.set $code (i32.const 2))
            (local.set $flags (i32.load16_u offset=2 (local.get $at)))
            (br_if $out (i32.ne (i32.load16_u (local.get $at)) (local.get $magic)))
            (br_if $out (i32.and (local.get $flags) (local.get $strange)))
            (br_if $out (i32.ne (i32.load offset=4 (local.get $at)) (local.get $timeline)))
            (br_if $out
              (i32.ne (i32.load offset=8 (local.get $at)) (i32.add (local.get $at) (local.get $delta))))
            (br_if $out (i32.ne (i32.load offset=12 (local.get $at)) (local.get $high)))
            (local.set $first
              (i32.eqz
                (i32.and
                  (i32.add (local.get $at) (local.get $delta))
                  (i32.sub (call $get (i32.const 48)) (i32.const 1)))))
            (br_if $out
              (i32.ne
                (i32.and (i32.shr_u (local.get $flags) (i32.const 1)) (i32.const 1))
                (local.get $first)))
            (local.set $from (i32.add (local.get $at) (i32.const 24)))
            (if (local.get $first)
              (then
                (br_if $out
                  (i64.ne
                    (i64.load offset=24 (local.get $at))
                    (i64.load (i32.add (global.get $state) (i32.const 40)))))
                (br_if $out (i32.ne (i32.load offset=32 (local.get $at)) (call $get (i32.const 48))))
                (br_if $out (i32.ne (i32.load offset=36 (local.get $at)) (call $get (i32.const 52))))
                (local.set $from (i32.add (local.get $at) (i32.const 40)))))
            (if (local.get $missing)
              (then
                (br_if $out (i32.eqz (i32.and (local.get $flags) (i32.const 1))))
                (br_if $out (i32.ne (i32.load offset=16 (local.get $at)) (local.get $missing)))
                (local.set $code (i32.const 0))
                (local.set $take
                  (i32.sub (i32.add (local.get $at) (i32.const 8192)) (local.get $from)))
                (local.set $take
                  (select (local.get $missing) (local.get $take)
                    (i32.lt_u (local.get $missing) (local.get $take))))
                (local.set $missing (i32.sub (local.get $missing) (local.get $take)))
                (if (i32.lt_u (local.get $headerGot) (i32.const 24))
                  (then
                    ;; The first part was 8 or 16 bytes; 16 more than are needed may be written.
                    (local.set $part (i32.sub (i32.const 24) (local.get $headerGot)))
                    (call $copy
                      (i32.add (global.get $header) (local.get $headerGot))
                      (local.get $from)
                      (local.get $part))
                    (local.set $headerGot (i32.const 24))
                    (local.set $from (i32.add (local.get $from) (local.get $part)))
                    (local.set $take (i32.sub (local.get $take) (local.get $part)))))
                (call $copy (local.get $to) (local.get $from) (local.get $take))
                (local.set $to (i32.add (local.get $to) (local.get $take)))
                (if (local.get $missing)
                  (then
                    (local.set $at (i32.add (local.get $at) (i32.const 8192)))
                    (br $pages)))
                (local.set $code (i32.const 3))
                (br_if $out (i32.ne (i32.load offset=8 (global.get $header)) (local.get $lastLow)))
                (br_if $out (i32.ne (i32.load offset=12 (global.get $header)) (local.get $lastHigh)))
                (local.set $code (i32.const 0))
                (local.set $at
                  (i32.add (local.get $block)
                    (i32.and
                      (i32.add
                        (i32.sub (i32.add (local.get $from) (local.get $take)) (local.get $block))
                        (i32.const 7))
                      (i32.const -8))))
                (local.set $ended (local.get $at))
                (local.set $count (i32.sub (local.get $to) (local.get $begin)))
                (local.set $manager (i32.load8_u offset=17 (global.get $header)))
                (if (i32.eq (local.get $manager) (i32.const 1))
                  (then
                    (call $commit (local.get $begin) (local.get $count)
                      (i32.load8_u offset=16 (global.get $header)))))
                (if (i32.eqz (local.get $manager))
                  (then
                    (local.set $code
                      (call $keep (global.get $header) (local.get $begin) (local.get $count)))))
                (call $close (local.get $begin) (local.get $to) (global.get $header))
                (local.set $lastLow (call $get (i32.const 72)))
                (local.set $lastHigh (call $get (i32.const 76)))
                (local.set $to (i32.add (local.get $to) (i32.const 24)))
                (local.set $begin (local.get $to))
                (local.set $records (i32.add (local.get $records) (i32.const 1)))
                (br_if $out (local.get $code))
                (br_if $pages
                  (i32.eqz (i32.and (i32.sub (local.get $at) (local.get $block)) (i32.const 8191)))))
              (else
                (br_if $out (i32.and (local.get $flags) (i32.const 1)))
                (local.set $code (i32.const 0))
                (local.set $at (local.get $from))))))
        (local.set $pageEnd
          (i32.add
            (i32.add (local.get $block)
              (i32.and (i32.sub (local.get $at) (local.get $block)) (i32.const -8192)))
            (i32.const 8192)))
        (loop $onPage
          (local.set $left (i32.sub (local.get $pageEnd) (local.get $at)))
          (br_if $pages (i32.eqz (local.get $left)))
          (local.set $total (i32.load (local.get $at)))
          (local.set $code (i32.const 2))
          (br_if $out (i32.lt_u (local.get $total) (i32.const 24)))
          (if (i32.gt_u (local.get $total) (local.get $left))
            (then
              (br_if $out (i32.gt_u (local.get $total) (call $get (i32.const 84))))
              (call $set (i32.const 72) (i32.add (local.get $at) (local.get $delta)))
              (call $set (i32.const 76) (local.get $high))
              (call $set (i32.const 80) (local.get $total))
              (call $copy (global.get $header) (local.get $at) (i32.const 24))
              (local.set $headerGot
                (select (local.get $left) (i32.const 24) (i32.lt_u (local.get $left) (i32.const 24))))
              (local.set $take (i32.sub (local.get $left) (local.get $headerGot)))
              (call $copy (local.get $to) (i32.add (local.get $at) (i32.const 24)) (local.get $take))
              (local.set $to (i32.add (local.get $to) (local.get $take)))
              (local.set $missing (i32.sub (local.get $total) (local.get $left)))
              (local.set $at (local.get $pageEnd))
              (local.set $code (i32.const 0))
              (br $pages)))
          (br_if $out (i32.ne (i32.load offset=8 (local.get $at)) (local.get $lastLow)))
          (br_if $out (i32.ne (i32.load offset=12 (local.get $at)) (local.get $lastHigh)))
          (local.set $code (i32.const 0))
          (local.set $from (i32.add (local.get $at) (i32.const 24)))
          (local.set $count (i32.sub (local.get $total) (i32.const 24)))
          (call $copy (local.get $to) (local.get $from) (local.get $count))
          (call $close (local.get $to) (i32.add (local.get $to) (local.get $count)) (local.get $at))
          (local.set $manager (i32.load8_u offset=17 (local.get $at)))
          (if (i32.le_u (local.get $manager) (i32.const 1))
            (then
              (if (local.get $manager)
                (then
                  (call $commit (local.get $from) (local.get $count) (i32.load8_u offset=16 (local.get $at))))
                (else
                  (local.set $code
                    (call $keep (local.get $at) (local.get $from) (local.get $count)))))))
          (local.set $lastLow (i32.add (local.get $at) (local.get $delta)))
          (local.set $lastHigh (local.get $high))
          (local.set $to (i32.add (local.get $to) (local.get $total)))
          (local.set $begin (local.get $to))
          (local.set $records (i32.add (local.get $records) (i32.const 1)))
          (local.set $at
            (i32.add (local.get $at) (i32.and (i32.add (local.get $total) (i32.const 7)) (i32.const -8))))
          (local.set $ended (local.get $at))
          (br_if $out (local.get $code))
          (br $onPage))))
    (call $set (i32.const 8) (local.get $at))
    (call $set (i32.const 32) (local.get $lastLow))
    (call $set (i32.const 36) (local.get $lastHigh))
    (call $set (i32.const 56) (local.get $to))
    (call $set (i32.const 60) (local.get $begin))
    (call $set (i32.const 64) (local.get $missing))
    (call $set (i32.const 68) (local.get $headerGot))
    (call $set (i32.const 88) (local.get $records))
    (call $set (i32.const 116) (local.get $ended))
    (local.get $code))

  ;; Puts header and inverted checksum behind a record's data, and inverts its first four bytes.
  (func $close (param $begin i32) (param $to i32) (param $header i32)
    (v128.store (local.get $to) (v128.load (local.get $header)))
    (i32.store offset=16 (local.get $to) (i32.load offset=16 (local.get $header)))
    (i32.store offset=20 (local.get $to)
      (i32.xor (i32.load offset=20 (local.get $header)) (i32.const -1)))
    (i32.store (local.get $begin) (i32.xor (i32.load (local.get $begin)) (i32.const -1))))

  ;; Adds what lies `distance` bytes back to each word from `at` on, as far as that was removed before `at`.
  (func $settle (param $at i32) (param $distance i32)
    (local $end i32)
    (local.set $end (i32.add (local.get $at) (local.get $distance)))
    (loop $words
      (i32.store (local.get $at)
        (i32.xor (i32.load (local.get $at)) (i32.load (i32.sub (local.get $at) (local.get $distance)))))
      (local.set $at (i32.add (local.get $at) (i32.const 4)))
      (br_if $words (i32.lt_u (local.get $at) (local.get $end)))))

  ;; The remainder of `count` bytes, which are overwritten. The 3344 bytes before them must be zero.
  (func $remainder (export "remainder") (param $at i32) (param $count i32) (result i32)
    (local $stop i32) (local $end i32) (local $q i32) (local $crc i32) (local $low i32) (local $high i32)
    (local.set $end (i32.add (local.get $at) (local.get $count)))
    ;; In words of 16 bytes: distances 1040, 2480, 2720, 3120, 3344.
    (if (i32.gt_u (local.get $count) (i32.const 5000))
      (then
        (local.set $stop
          (i32.add (local.get $at)
            (i32.and (i32.sub (local.get $count) (i32.const 3344)) (i32.const -64))))
        (local.set $q (i32.sub (local.get $at) (i32.const 3344)))
        (local.set $at (i32.sub (local.get $stop) (i32.const 3344)))
        (loop $blocks
          (v128.store offset=3344 (local.get $q)
            (v128.xor
              (v128.xor
                (v128.xor (v128.load offset=3344 (local.get $q)) (v128.load offset=2304 (local.get $q)))
                (v128.xor (v128.load offset=864 (local.get $q)) (v128.load offset=624 (local.get $q))))
              (v128.xor (v128.load offset=224 (local.get $q)) (v128.load (local.get $q)))))
          (v128.store offset=3360 (local.get $q)
            (v128.xor
              (v128.xor
                (v128.xor (v128.load offset=3360 (local.get $q)) (v128.load offset=2320 (local.get $q)))
                (v128.xor (v128.load offset=880 (local.get $q)) (v128.load offset=640 (local.get $q))))
              (v128.xor (v128.load offset=240 (local.get $q)) (v128.load offset=16 (local.get $q)))))
          (v128.store offset=3376 (local.get $q)
            (v128.xor
              (v128.xor
                (v128.xor (v128.load offset=3376 (local.get $q)) (v128.load offset=2336 (local.get $q)))
                (v128.xor (v128.load offset=896 (local.get $q)) (v128.load offset=656 (local.get $q))))
              (v128.xor (v128.load offset=256 (local.get $q)) (v128.load offset=32 (local.get $q)))))
          (v128.store offset=3392 (local.get $q)
            (v128.xor
              (v128.xor
                (v128.xor (v128.load offset=3392 (local.get $q)) (v128.load offset=2352 (local.get $q)))
                (v128.xor (v128.load offset=912 (local.get $q)) (v128.load offset=672 (local.get $q))))
              (v128.xor (v128.load offset=272 (local.get $q)) (v128.load offset=48 (local.get $q)))))
          (local.set $q (i32.add (local.get $q) (i32.const 64)))
          (br_if $blocks (i32.lt_u (local.get $q) (local.get $at))))
        (local.set $at (local.get $stop))
        (call $settle (local.get $at) (i32.const 1040))
        (call $settle (local.get $at) (i32.const 2480))
        (call $settle (local.get $at) (i32.const 2720))
        (call $settle (local.get $at) (i32.const 3120))
        (call $settle (local.get $at) (i32.const 3344))
        (memory.fill (i32.sub (local.get $at) (i32.const 836)) (i32.const 0) (i32.const 836))))
    ;; In words of 4 bytes: distances 260, 620, 680, 780, 836.
    (if (i32.gt_u (i32.sub (local.get $end) (local.get $at)) (i32.const 1200))
      (then
        (local.set $stop
          (i32.add (local.get $at)
            (i32.and
              (i32.sub (i32.sub (local.get $end) (local.get $at)) (i32.const 836))
              (i32.const -16))))
        (local.set $q (i32.sub (local.get $at) (i32.const 836)))
        (local.set $at (i32.sub (local.get $stop) (i32.const 836)))
        (loop $blocks
          (v128.store offset=836 (local.get $q)
            (v128.xor
              (v128.xor
                (v128.xor (v128.load offset=836 (local.get $q)) (v128.load offset=576 (local.get $q)))
                (v128.xor (v128.load offset=216 (local.get $q)) (v128.load offset=156 (local.get $q))))
              (v128.xor (v128.load offset=56 (local.get $q)) (v128.load (local.get $q)))))
          (local.set $q (i32.add (local.get $q) (i32.const 16)))
          (br_if $blocks (i32.lt_u (local.get $q) (local.get $at))))
        (local.set $at (local.get $stop))
        (call $settle (local.get $at) (i32.const 260))
        (call $settle (local.get $at) (i32.const 620))
        (call $settle (local.get $at) (i32.const 680))
        (call $settle (local.get $at) (i32.const 780))
        (call $settle (local.get $at) (i32.const 836))))
    ;; The last bytes by tables.
    (block $narrow
      (loop $wide
        (br_if $narrow (i32.lt_u (i32.sub (local.get $end) (local.get $at)) (i32.const 8)))
        (local.set $low (i32.xor (local.get $crc) (i32.load (local.get $at))))
        (local.set $high (i32.load offset=4 (local.get $at)))
        (local.set $crc
          (i32.xor
            (i32.xor
              (i32.xor
                (call $entry (i32.const 7) (local.get $low))
                (call $entry (i32.const 6) (i32.shr_u (local.get $low) (i32.const 8))))
              (i32.xor
                (call $entry (i32.const 5) (i32.shr_u (local.get $low) (i32.const 16)))
                (call $entry (i32.const 4) (i32.shr_u (local.get $low) (i32.const 24)))))
            (i32.xor
              (i32.xor
                (call $entry (i32.const 3) (local.get $high))
                (call $entry (i32.const 2) (i32.shr_u (local.get $high) (i32.const 8))))
              (i32.xor
                (call $entry (i32.const 1) (i32.shr_u (local.get $high) (i32.const 16)))
                (call $entry (i32.const 0) (i32.shr_u (local.get $high) (i32.const 24)))))))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (br $wide)))
    (block $done
      (loop $bytes
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $crc
          (i32.xor
            (call $entry (i32.const 0)
              (i32.xor (local.get $crc) (i32.load8_u (local.get $at))))
            (i32.shr_u (local.get $crc) (i32.const 8))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $bytes)))
    (local.get $crc))

  (func $entry (param $table i32) (param $byte i32) (result i32)
    (i32.load
      (i32.add (global.get $tables)
        (i32.add
          (i32.shl (local.get $table) (i32.const 10))
          (i32.shl (i32.and (local.get $byte) (i32.const 255)) (i32.const 2))))))

  ;; CRC-32C of `count` bytes, which are overwritten, from a running state. The 3344 bytes before them must be zero.
  (func (export "crc32c") (param $state i32) (param $at i32) (param $count i32) (result i32)
    (if (i32.lt_u (local.get $count) (i32.const 4))
      (then (return (i32.const 0))))
    (i32.store (local.get $at) (i32.xor (i32.load (local.get $at)) (local.get $state)))
    (call $remainder (local.get $at) (local.get $count)))
)
