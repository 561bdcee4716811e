using Slipway.Linux;
using Slipway.Linux.Descriptors;
using Slipway.Linux.Guest;
using Slipway.Linux.Paths;

namespace Slipway.Init.Boot;

/// <summary>The drivers in an initrd: <c>/modules/NN-name.ko</c>, loaded in the order of their names.</summary>
internal static class KernelModules
{
    private const string Folder = "/modules";

    /// <summary>We run in an initrd that brought drivers.</summary>
    public static bool ArePresent => PathStatus.TryRead(Folder, followLink: false, out _) is { IsDirectory: true };

    /// <summary>Loads them all. One that fails is said on the console; whoever misses its device says the rest.</summary>
    public static void Load()
    {
        var names = DirectoryTree.List(Folder);
        names.Sort(StringComparer.Ordinal);
        foreach (var name in names)
        {
            var path = $"{Folder}/{name}";
            using var file = FileDescriptor.Open(path, OpenFlags.ReadOnly);
            var errno = GuestKernel.TryLoadModule(file, "");
            if (errno is not (0 or Errno.Exists or Errno.NoDevice))
                BootConsole.Write(new LinuxException("finit_module", errno, path).Message);
        }
    }

    /// <summary>Gives the initrd's memory back. Init's own text stays while it runs.</summary>
    public static void RemoveFiles()
    {
        foreach (var name in DirectoryTree.List(Folder))
            _ = DirectoryTree.TryRemove($"{Folder}/{name}");
        _ = DirectoryTree.TryRemoveDirectory(Folder);
        _ = DirectoryTree.TryRemove("/init");
    }
}
