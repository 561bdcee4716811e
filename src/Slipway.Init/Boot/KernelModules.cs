using Slipway.Linux;
using Slipway.Linux.Descriptors;
using Slipway.Linux.Guest;
using Slipway.Linux.Paths;

namespace Slipway.Init.Boot;

/// <summary>The drivers in an initrd: <c>/modules/NN-name.ko</c>, loaded in the order of their names, and <c>/modules-erofs/…</c>, loaded when a layer needs them.</summary>
internal static class KernelModules
{
    private const string Folder = "/modules";
    private const string ErofsFolder = "/modules-erofs";

    /// <summary>We run in an initrd that brought drivers.</summary>
    public static bool ArePresent => PathStatus.TryRead(Folder, followLink: false, out _) is { IsDirectory: true };

    /// <summary>Loads what every machine needs. One that fails is said on the console; whoever misses its device says the rest.</summary>
    public static void Load() => LoadFrom(Folder);

    /// <summary>Loads what EROFS needs, the first time; does nothing where no initrd brought it.</summary>
    public static void LoadErofs()
    {
        LoadFrom(ErofsFolder);
        RemoveAll(ErofsFolder);
    }

    /// <summary>Gives the initrd's memory back. Init's own text stays while it runs.</summary>
    public static void RemoveFiles()
    {
        RemoveAll(Folder);
        RemoveAll(ErofsFolder);
        _ = DirectoryTree.TryRemove("/init");
    }

    private static void LoadFrom(string folder)
    {
        var names = DirectoryTree.List(folder);
        names.Sort(StringComparer.Ordinal);
        foreach (var name in names)
        {
            var path = $"{folder}/{name}";
            using var file = FileDescriptor.Open(path, OpenFlags.ReadOnly);
            var errno = GuestKernel.TryLoadModule(file, "");
            if (errno is not (0 or Errno.Exists or Errno.NoDevice))
                BootConsole.Write(new LinuxException("finit_module", errno, path).Message);
        }
    }

    private static void RemoveAll(string folder)
    {
        foreach (var name in DirectoryTree.List(folder))
            _ = DirectoryTree.TryRemove($"{folder}/{name}");
        _ = DirectoryTree.TryRemoveDirectory(folder);
    }
}
