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
/// /modules-erofs/…      what init loads when a layer turns out to be EROFS
/// </code>
/// The file is <c>kernel/&lt;version&gt;/initrd-&lt;16 hex digits&gt;</c> of the data directory, published by rename: a file that exists is whole. The digits are
/// of the SHA-256 of which files init and the modules are, so that a start reads none of them. Those of earlier inits are removed; a machine that starts from one
/// at this moment has it open or fails.
/// </remarks>
public static class Initrd
{
    private const string Prefix = "initrd-";
    private const int DigestBytes = 8;

    /// <summary>The path of the initrd, which is written if it is not there.</summary>
    /// <param name="directory">The kernel's own directory; created when missing.</param>
    /// <param name="kernel">Whose modules it carries.</param>
    /// <param name="init">Init's program.</param>
    public static async Task<string> EnsureAsync(string directory, GuestKernel kernel, string init, CancellationToken cancellationToken)
    {
        var name = NameOf([init, .. kernel.ModuleFiles, .. kernel.ErofsModuleFiles]);
        var path = Path.Combine(directory, name);
        if (File.Exists(path))
            return path;
        Directory.CreateDirectory(directory);
        await PublishAsync(path, await BuildAsync(kernel, init, cancellationToken), cancellationToken);
        foreach (var old in Directory.GetFiles(directory, Prefix + "*").Where(file => Path.GetFileName(file) != name))
            File.Delete(old);
        return path;
    }

    private static string NameOf(IEnumerable<string> files)
    {
        var identities = string.Concat(files.Select(file => $"{Path.GetFileName(file)} {FileIdentity.Of(file)}\n"));
        return Prefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identities)).AsSpan(0, DigestBytes));
    }

    private static async Task<ReadOnlyMemory<byte>> BuildAsync(GuestKernel kernel, string init, CancellationToken cancellationToken)
    {
        var output = new MemoryStream();
        var archive = new CpioWriter(output);
        archive.AddDirectory("dev", 0x1ED);
        archive.AddCharacterDevice("dev/console", 0x180, 5, 1);
        archive.AddFile("init", 0x1C0, await File.ReadAllBytesAsync(init, cancellationToken));
        await AddModulesAsync(archive, "modules", kernel.ModuleFiles, cancellationToken);
        await AddModulesAsync(archive, "modules-erofs", kernel.ErofsModuleFiles, cancellationToken);
        archive.Finish();
        return output.GetBuffer().AsMemory(0, (int)output.Length);
    }

    private static async Task AddModulesAsync(CpioWriter archive, string directory, IReadOnlyList<string> modules, CancellationToken cancellationToken)
    {
        archive.AddDirectory(directory, 0x1C0);
        foreach (var module in modules)
            archive.AddFile($"{directory}/{Path.GetFileName(module)}", 0x180, await File.ReadAllBytesAsync(module, cancellationToken));
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
