using System.Text;
using Slipway.Contracts.GuestLink;
using Slipway.Contracts.Run;
using Slipway.Init.Boot;
using Slipway.Linux;
using Slipway.Linux.Descriptors;
using Slipway.Linux.Mounts;
using Slipway.Linux.Paths;

namespace Slipway.Init.Rootfs;

/// <summary>Writes the machine's name, hosts and resolvers into /etc, whatever the image has there.</summary>
internal static class EtcFiles
{
    private const int FileMode = 0x1A4; // 0644
    private const int MaxReadBytes = 64 * 1024;
    private const string BindSources = "/run/slipway";

    /// <summary>Writes them; call it while the root is writable, if it ever is.</summary>
    /// <exception cref="GuestFaultException">One cannot be written, for another reason than a read-only disk.</exception>
    public static void Write(RunConfig config) => GuestFaultException.Guard(GuestErrorCode.System, "/etc", () =>
    {
        _ = DirectoryTree.TryCreate("/etc", 0x1ED);
        Put("hostname", config.Hostname + "\n");
        // Without a word about hosts the image's own stay, if it has any: Docker images have an empty file there or none.
        if (config.EtcHosts is not null || PathStatus.TryRead("/etc/hosts", followLink: true, out _) is not { SizeBytes: > 0 })
            Put("hosts", EtcText.Hosts(config));
        if (config.EtcResolv is { } resolv)
            Put("resolv.conf", EtcText.Resolv(resolv));
    });

    /// <summary>Writes them again for a machine that has got another name or other addresses; hosts and resolvers that somebody has changed since stay.</summary>
    /// <exception cref="GuestFaultException">One cannot be written, for another reason than a read-only disk.</exception>
    public static void Renew(RunConfig old, RunConfig renewed) => GuestFaultException.Guard(GuestErrorCode.System, "/etc", () =>
    {
        Put("hostname", renewed.Hostname + "\n");
        Replace("hosts", EtcText.Hosts(old), EtcText.Hosts(renewed));
        if (old.EtcResolv is { } resolver && renewed.EtcResolv is { } other)
            Replace("resolv.conf", EtcText.Resolv(resolver), EtcText.Resolv(other));
    });

    /// <summary>Replaces the machine's id, if the image or its programs have given it one.</summary>
    /// <exception cref="GuestFaultException">It cannot be written, for another reason than a read-only disk.</exception>
    public static void WriteMachineId(string id) => GuestFaultException.Guard(GuestErrorCode.System, "/etc/machine-id", () =>
    {
        if (PathStatus.TryRead("/etc/machine-id", followLink: false, out _) is { IsRegular: true, SizeBytes: > 0 })
            Put("machine-id", id + "\n");
    });

    private static void Replace(string name, string old, string text)
    {
        var path = $"/etc/{name}";
        if (PathStatus.TryRead(path, followLink: true, out _) is { SizeBytes: < MaxReadBytes } && SmallFile.ReadText(path, MaxReadBytes) == old)
            Put(name, text);
    }

    private static void Put(string name, string text)
    {
        var path = $"/etc/{name}";
        var content = Encoding.UTF8.GetBytes(text);
        // A link (resolv.conf often is one, into a /run that a resolver would fill) is replaced, not followed.
        if (PathStatus.TryRead(path, followLink: false, out _) is { IsLink: true })
            _ = DirectoryTree.TryRemove(path);
        try
        {
            SmallFile.Write(path, content, FileMode);
        }
        catch (LinuxException e) when (e.Errno == Errno.ReadOnlyFileSystem)
        {
            PutOver(path, name, content);
        }
    }

    // A disk that the host attached read-only: the file is mounted over the image's own, if that exists.
    private static void PutOver(string path, string name, byte[] content)
    {
        DirectoryTree.Create(BindSources, 0x1ED);
        var source = $"{BindSources}/{name}";
        SmallFile.Write(source, content, FileMode);
        var errno = Mount.TryAttach(source, path, null, MountFlags.Bind);
        if (errno != 0)
            BootConsole.Write($"{path} keeps the image's content: {new LinuxException("mount", errno, path).Message}");
    }
}
