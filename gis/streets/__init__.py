"""A built street network and what is asked of it: routes, reachable areas and travel times.

Pure in the sense that matters here: arrays in, arrays out, no database and no download. Only
:mod:`gis.streets.files` touches the disk. Times are whole milliseconds everywhere inside, so that
two ways of adding the same path never differ.
"""
