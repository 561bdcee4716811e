using Slipway.Host;
using Slipway.Host.Suspension;
using Slipway.Linux.Files;

namespace Slipway.Cli.Commands.Systems;

/// <summary>What is in a data directory beside the image store; docs/cli.md lists the folders.</summary>
internal static class DataFolders
{
    private static readonly string[] s_imageStore = ["blobs", "layers", "images", "names", "leases", "containerd"];

    /// <summary>Each kind that there is, by entries of its folder.</summary>
    public static IEnumerable<KindUse> Measure(DataDirectory data)
    {
        yield return OfFolder("kernels", Path.Combine(data.Root, "kernel"));
        yield return OfFolder("templates", data.Templates);
        yield return OfFolder("consoles", data.Consoles);
        yield return OfFolder("machines", data.Machines);
        string[] known = [.. s_imageStore, "kernel", .. new[] { data.Templates, data.Consoles, data.Machines }.Select(path => Path.GetFileName(path))];
        List<string> others = [.. Directory.EnumerateDirectories(data.Root).Where(path => !known.Contains(Path.GetFileName(path)))];
        List<string> suspended = [.. others.Where(SuspendedMachine.IsIn)];
        yield return new KindUse("suspended machines", suspended.Count, suspended.Sum(AllocatedSize.OfTree), null);
        if (others.Count > suspended.Count)
            yield return new KindUse("other", others.Count - suspended.Count, others.Except(suspended).Sum(AllocatedSize.OfTree), null);
    }

    private static KindUse OfFolder(string name, string folder) =>
        new(name, Directory.Exists(folder) ? Directory.EnumerateFileSystemEntries(folder).Count() : 0, AllocatedSize.OfTree(folder), null);
}
