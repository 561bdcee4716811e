using System.Globalization;
using Slipway.HostVm;

const string Usage = """
    usage: Slipway.HostVm layers FILE TAR...       a disk of the merged trees of archives, without free room
           Slipway.HostVm files FILE MIB ROOT      a disk of so many MiB at least with the files whose names below ROOT stand on standard input
    """;

switch (args)
{
    case ["layers", var file, .. { Length: > 0 } tars]:
        await Disk.WriteLayersAsync(file, tars, CancellationToken.None);
        return 0;
    case ["files", var file, var mebibytes, var root]:
        Disk.WriteFiles(file, long.Parse(mebibytes, CultureInfo.InvariantCulture) << 20, root, Names(Console.In));
        return 0;
    default:
        await Console.Error.WriteLineAsync(Usage);
        return 2;
}

static IEnumerable<string> Names(TextReader lines)
{
    while (lines.ReadLine() is { } line)
        yield return line;
}
