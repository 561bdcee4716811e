using System.IO.Pipelines;
using Slipway.Registry.Blobs;

namespace Slipway.Registry.Tests.Blobs;

/// <summary>The store of files: the contract, and what the files look like.</summary>
public sealed class FileBlobStoreTests : BlobStoreContract
{
    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public async Task Publish_Staged_LeavesOneReadOnlyFile()
    {
        var digest = await PublishAsync([1, 2, 3]);
        var path = Path.Combine(_directory.Path, "blobs", "sha256", digest.Hex[..2], digest.Hex);
        Assert.Equal([path], Directory.GetFiles(_directory.Path, "*", SearchOption.AllDirectories));
        Assert.Equal(UnixFileMode.UserRead, File.GetUnixFileMode(path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(path)!));
        Assert.Empty(Directory.GetFiles(StagingDirectory));
        await PublishAsync([1, 2, 3]);
        Assert.Empty(Directory.GetFiles(StagingDirectory));
    }

    [Fact]
    public async Task List_ForeignFiles_AreNotBlobs()
    {
        await PublishAsync([1]);
        var folder = Path.Combine(_directory.Path, "blobs", "sha256", "aa");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "notes.txt"), "", Token);
        Assert.Single(await ListAsync());
    }

    [Fact]
    public async Task Open_Truncated_FailsInsteadOfFallingShort()
    {
        var digest = await PublishAsync(new byte[1000]);
        using var content = await Store.OpenAsync(digest, Token);
        var path = Path.Combine(_directory.Path, "blobs", "sha256", digest.Hex[..2], digest.Hex);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            RandomAccess.SetLength(file, 10);
        await Assert.ThrowsAsync<EndOfStreamException>(() => content!.CopyToAsync(PipeWriter.Create(Stream.Null), 0, 1000, Token));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1024, 1)]
    [InlineData(1024 * 1024, 8)]
    public async Task Copy_Blob_FlushesOncePerPiece(int length, int mostFlushes)
    {
        using var content = await Store.OpenAsync(await PublishAsync(new byte[length]), Token);
        var writer = new CountingPipeWriter();
        await content!.CopyToAsync(writer, 0, length, Token);
        Assert.Equal(length, writer.Bytes);
        Assert.Equal(mostFlushes, writer.Flushes);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Dispose();
    }

    protected override ValueTask<IBlobStore> OpenEmptyAsync() => new(FileBlobStore.Open(_directory.Path, TimeProvider.System));
}
