using System.Security.Cryptography;

namespace Slipway.Vmm.Kernels;

/// <content>Kernels that somebody gives as a file.</content>
public sealed partial class KernelStore
{
    private const long MaxKernelFileBytes = 512L << 20;
    private const int NameDigits = 12;

    /// <summary>
    /// Makes a kernel of the user's own bootable: an ELF kernel is used where it lies, a bzImage is taken into the store. It must have virtio
    /// and ext4 built in, since no modules come with it; and EROFS, if it is to take layers of that format.
    /// </summary>
    /// <exception cref="InvalidDataException">Neither ELF nor bzImage, for another architecture, or without a PVH entry.</exception>
    public async Task<GuestKernel> OpenFileAsync(string file, CancellationToken cancellationToken)
    {
        var content = await ReadAsync(file, cancellationToken);
        if (!ElfFile.HasMagic(content.Span))
            return await ImportAsync(file, content, null, cancellationToken);
        RequirePvhEntry(content, file);
        return new GuestKernel(Path.GetFileName(file), Path.GetFullPath(file), [], [], OriginOf(file));
    }

    /// <summary>Takes a kernel of the user's own, ELF or bzImage, into the store. It must have virtio and ext4 built in.</summary>
    /// <param name="name">Its version in the store; null: the release it calls itself, and the first digits of the file's SHA-256.</param>
    /// <exception cref="InvalidDataException">It cannot boot a machine, or another kernel has the name.</exception>
    public async Task<GuestKernel> ImportAsync(string file, string? name, CancellationToken cancellationToken) =>
        await ImportAsync(file, await ReadAsync(file, cancellationToken), name, cancellationToken);

    private async Task<GuestKernel> ImportAsync(string file, ReadOnlyMemory<byte> content, string? name, CancellationToken cancellationToken)
    {
        var image = ElfFile.HasMagic(content.Span) ? null : BzImage.Parse(content, file);
        var version = name ?? $"{image?.Version ?? KernelRelease.Find(content.Span) ?? "kernel"}-{Convert.ToHexStringLower(SHA256.HashData(content.Span))[..NameDigits]}";
        // The name has the content's digest in it: what is there is the same.
        if (name is null && Find(version) is { } same)
            return same;
        var elf = image is null ? content : await image.ExtractElfAsync(cancellationToken);
        RequirePvhEntry(elf, file);
        var kernel = await PublishAsync(version, new KernelContent(elf, image is null ? default : content, [], [], OriginOf(file)), cancellationToken);
        var stored = await File.ReadAllBytesAsync(kernel.BootFile, cancellationToken);
        if (!elf.Span.SequenceEqual(stored))
            throw new InvalidDataException($"another kernel is stored as {version} already; import {file} under another name");
        return kernel;
    }

    private static KernelOrigin OriginOf(string file) => new(false, Path.GetFileName(file).ReplaceLineEndings(" "));

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(string file, CancellationToken cancellationToken)
    {
        if (!File.Exists(file))
            throw new FileNotFoundException($"there is no kernel file {file}.", file);
        if (new FileInfo(file).Length > MaxKernelFileBytes)
            throw new InvalidDataException($"{file} has {new FileInfo(file).Length} bytes; a kernel has at most {MaxKernelFileBytes}");
        ReadOnlyMemory<byte> content = await File.ReadAllBytesAsync(file, cancellationToken);
        if (!ElfFile.HasMagic(content.Span) && !BzImage.HasMagic(content.Span))
            throw new InvalidDataException($"{file} is no kernel: it is neither an ELF file (vmlinux) nor a bzImage (vmlinuz)");
        return content;
    }
}
