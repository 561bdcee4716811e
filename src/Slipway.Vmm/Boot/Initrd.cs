using System.Security.Cryptography;
using System.Text;
using Slipway.Linux.Files;
using Slipway.Vmm.Kernels;

namespace Slipway.Vmm.Boot;

/// <summary>
/// The initramfs that all machines of one kernel and one init share. Init loads the modules in the order of their names, mounts the boot
/// disk (always the first drive), reads its <c>/run.json</c> and goes on in the same process.
/// </summary>
/// <remarks><code>
/// /dev/console          so that init has its standard streams before devtmpfs is mounted
/// /init                 slipway-init
/// /modules/NN-name.ko   as in the kernel store
/// </code>
/// The file is <c>kernel/&lt;version&gt;/initrd-&lt;16 hex digits&gt;</c> of the data directory, published by rename: a file that exists is whole. The digits are
/// of the SHA-256 of init and of which module files there are, so that a start neither reads the modules nor puts the archive together. Those of earlier inits are removed; a machine that starts from one at this moment has it open or fails.
/// </remarks>
public static class Initrd
{
    private const string Prefix = "initrd-";

    /// <summary>The path of the initrd, which is written if it is not there.</summary>
    /// <param name="directory">The kernel's own directory; created when missing.</param>
    /// <param name="modules">Files in load order.</param>
    /// <param name="init">Init's bytes.</param>
    public static async Task<string> EnsureAsync(string directory, IReadOnlyList<string> modules, ReadOnlyMemory<byte> init, CancellationToken cancellationToken)
    {
        var name = NameOf(modules, init.Span);
        var path = Path.Combine(directory, name);
        if (File.Exists(path))
            return path;
        Directory.CreateDirectory(directory);
        await PublishAsync(path, await BuildAsync(modules, init, cancellationToken), cancellationToken);
        foreach (var old in Directory.GetFiles(directory, Prefix + "*").Where(file => Path.GetFileName(file) != name))
            File.Delete(old);
        return path;
    }

    private static string NameOf(IReadOnlyList<string> modules, ReadOnlySpan<byte> init)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(init);
        foreach (var module in modules)
            hash.AppendData(Encoding.UTF8.GetBytes($"{Path.GetFileName(module)} {FileIdentity.Of(module)}\n"));
        return Prefix + Convert.ToHexStringLower(hash.GetCurrentHash())[..16];
    }

    private static async Task<ReadOnlyMemory<byte>> BuildAsync(IReadOnlyList<string> modules, ReadOnlyMemory<byte> init, CancellationToken cancellationToken)
    {
        var output = new MemoryStream();
        var archive = new CpioWriter(output);
        archive.AddDirectory("dev", 0x1ED);
        archive.AddCharacterDevice("dev/console", 0x180, 5, 1);
        archive.AddFile("init", 0x1C0, init.Span);
        archive.AddDirectory("modules", 0x1C0);
        foreach (var module in modules)
            archive.AddFile($"modules/{Path.GetFileName(module)}", 0x180, await File.ReadAllBytesAsync(module, cancellationToken));
        archive.Finish();
        return output.GetBuffer().AsMemory(0, (int)output.Length);
    }

    private static async Task PublishAsync(string path, ReadOnlyMemory<byte> archive, CancellationToken cancellationToken)
    {
        var temporary = Path.Combine(Path.GetDirectoryName(path)!, $".tmp-{Guid.NewGuid():N}");
        try
        {
            await using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                await file.WriteAsync(archive, cancellationToken);
                file.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
            DirectorySync.Sync(Path.GetDirectoryName(path)!);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
