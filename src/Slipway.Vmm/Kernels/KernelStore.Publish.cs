using System.Text;
using Slipway.Linux.Files;

namespace Slipway.Vmm.Kernels;

/// <content>How a kernel gets its name: once, and whole.</content>
public sealed partial class KernelStore
{
    private const string TemporaryPrefix = ".tmp-";

    /// <summary>Stores a kernel; one that has the version already stays, and is the answer.</summary>
    private async Task<GuestKernel> PublishAsync(string version, KernelContent content, CancellationToken cancellationToken)
    {
        if (!KernelRelease.IsName(version))
            throw new InvalidDataException($"\"{version}\" cannot name a kernel: only letters, digits, '.', '_', '-', '+' and '~' can, at most 100, a letter or digit first");
        var target = Path.Combine(_root, version);
        if (IsInstalled(version))
            return Open(version);
        var staging = Path.Combine(_root, TemporaryPrefix + Guid.NewGuid().ToString("N"));
        try
        {
            await FillAsync(staging, content, cancellationToken);
            RemoveOutdated(version, target);
            MoveOrYield(staging, target);
            DirectorySync.Sync(_root);
            return Open(version);
        }
        finally
        {
            if (Directory.Exists(staging))
                Directory.Delete(staging, recursive: true);
        }
    }

    private static async Task FillAsync(string staging, KernelContent content, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(staging);
        await WriteSyncedAsync(Path.Combine(staging, "vmlinux"), content.Elf, cancellationToken);
        if (!content.BzImage.IsEmpty)
            await WriteSyncedAsync(Path.Combine(staging, "vmlinuz"), content.BzImage, cancellationToken);
        await WriteSyncedAsync(Path.Combine(staging, OriginName), Encoding.UTF8.GetBytes($"{content.Origin}\n"), cancellationToken);
        if (content.Origin.IsPackage)
        {
            await FillModulesAsync(Path.Combine(staging, ModulesName), content.Modules, cancellationToken);
            await FillModulesAsync(Path.Combine(staging, ErofsModulesName), content.ErofsModules, cancellationToken);
        }

        DirectorySync.Sync(staging);
    }

    private static async Task FillModulesAsync(string directory, IReadOnlyList<KernelModule> modules, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(directory);
        for (var i = 0; i < modules.Count; i++)
            await WriteSyncedAsync(Path.Combine(directory, $"{i:D2}-{modules[i].Name}.ko"), modules[i].Content, cancellationToken);
        DirectorySync.Sync(directory);
    }

    /// <summary>Out of the way first, in one step: what is half removed must not look like a kernel.</summary>
    private void RemoveOutdated(string version, string target)
    {
        if (!Directory.Exists(target) || IsInstalled(version))
            return;
        var outdated = Path.Combine(_root, TemporaryPrefix + Guid.NewGuid().ToString("N"));
        Directory.Move(target, outdated);
        Directory.Delete(outdated, recursive: true);
    }

    private static void MoveOrYield(string staging, string target)
    {
        try
        {
            Directory.Move(staging, target);
        }
        catch (IOException) when (Directory.Exists(target))
        {
            // Another process published the same version first; its content is equal.
        }
    }

    private static async Task WriteSyncedAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        await file.WriteAsync(content, cancellationToken);
        file.Flush(flushToDisk: true);
    }
}
