using System.IO.Pipelines;
using System.Security.Cryptography;
using Slipway.Oci;
using Slipway.Registry.Blobs;

namespace Slipway.Registry.Tests.Blobs;

/// <summary>What every store promises (<see cref="IBlobStore"/>). A store's tests derive from this and say how an empty one is opened.</summary>
public abstract class BlobStoreContract : IAsyncLifetime
{
    private readonly TemporaryDirectory _staging = new();

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected IBlobStore Store { get; private set; } = null!;

    /// <summary>Where the tests stage files; a store that takes over staged files has its own directory on the same file system.</summary>
    protected string StagingDirectory => _staging.Path;

    public async ValueTask InitializeAsync() => Store = await OpenEmptyAsync();

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Store.DisposeAsync();
        _staging.Dispose();
    }

    [Theory]
    [InlineData(0, Digest.Sha256)]
    [InlineData(1, Digest.Sha256)]
    [InlineData(1024, Digest.Sha512)]
    [InlineData(3 * 1024 * 1024 + 1, Digest.Sha256)]
    public async Task Publish_Staged_IsReadWhole(int length, string algorithm)
    {
        var bytes = RandomNumberGenerator.GetBytes(length);
        var digest = await PublishAsync(bytes, algorithm);
        using var content = await Store.OpenAsync(digest, Token);
        Assert.Equal(length, content!.Length);
        Assert.Equal(bytes, await ReadAsync(content, 0, length));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 300_000)]
    [InlineData(399_999, 1)]
    [InlineData(100_000, 300_000)]
    [InlineData(200_000, 0)]
    public async Task Open_Range_GivesExactlyThat(int offset, int count)
    {
        var bytes = RandomNumberGenerator.GetBytes(400_000);
        using var content = await Store.OpenAsync(await PublishAsync(bytes), Token);
        Assert.Equal(bytes[offset..(offset + count)], await ReadAsync(content!, offset, count));
    }

    [Fact]
    public async Task Open_SeveralTimes_ReadsIndependently()
    {
        var bytes = RandomNumberGenerator.GetBytes(500_000);
        var digest = await PublishAsync(bytes);
        var readings = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            using var content = await Store.OpenAsync(digest, Token);
            return await ReadAsync(content!, 0, bytes.Length);
        }));
        Assert.All(readings, reading => Assert.Equal(bytes, reading));
    }

    [Fact]
    public async Task Open_Absent_IsNull()
    {
        await PublishAsync([1]);
        Assert.Null(await Store.OpenAsync(Digest.Of([2]), Token));
        Assert.Null(await Store.OpenAsync(Digest.Of(Digest.Sha512, [1]), Token));
    }

    [Fact]
    public async Task Publish_Again_ChangesNothingButItsAge()
    {
        var bytes = RandomNumberGenerator.GetBytes(5000);
        var digest = await PublishAsync(bytes);
        var before = Assert.Single(await ListAsync());
        Assert.Equal(digest, await PublishAsync(bytes));
        var after = Assert.Single(await ListAsync());
        Assert.Equal(before, after with { PublishedAt = before.PublishedAt });
        Assert.True(after.PublishedAt >= before.PublishedAt, $"{after.PublishedAt} is before {before.PublishedAt}");
        using var content = await Store.OpenAsync(digest, Token);
        Assert.Equal(bytes, await ReadAsync(content!, 0, bytes.Length));
    }

    [Fact]
    public async Task Publish_NothingStaged_FailsAndPublishesNothing()
    {
        var digest = Digest.Of([3]);
        await Assert.ThrowsAnyAsync<IOException>(() => Store.PublishAsync(digest, Path.Combine(StagingDirectory, "absent"), Token));
        Assert.Null(await Store.OpenAsync(digest, Token));
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task Publish_ManyAtOnce_KeepsEach()
    {
        var contents = Enumerable.Range(0, 32).Select(i => RandomNumberGenerator.GetBytes(1000 + i)).ToList();
        var digests = await Task.WhenAll(contents.Select(bytes => PublishAsync(bytes)));
        for (var i = 0; i < contents.Count; i++)
        {
            using var content = await Store.OpenAsync(digests[i], Token);
            Assert.Equal(contents[i], await ReadAsync(content!, 0, contents[i].Length));
        }
    }

    [Fact]
    public async Task Delete_Existing_RemovesIt()
    {
        var digest = await PublishAsync([4]);
        Assert.True(await Store.DeleteAsync(digest, Token));
        Assert.Null(await Store.OpenAsync(digest, Token));
        Assert.False(await Store.DeleteAsync(digest, Token));
        Assert.Empty(await ListAsync());
        Assert.Equal(digest, await PublishAsync([4]));
        Assert.Single(await ListAsync());
    }

    [Fact]
    public async Task Delete_WhileOpen_LeavesTheContentReadable()
    {
        var bytes = RandomNumberGenerator.GetBytes(300_000);
        var digest = await PublishAsync(bytes);
        using var content = await Store.OpenAsync(digest, Token);
        await Store.DeleteAsync(digest, Token);
        Assert.Equal(bytes, await ReadAsync(content!, 0, bytes.Length));
    }

    [Fact]
    public async Task List_SeveralBlobs_HasEachOnce()
    {
        Assert.Empty(await ListAsync());
        var expected = new List<(Digest, long)>();
        for (byte i = 0; i < 20; i++)
            expected.Add((await PublishAsync(new byte[i], i % 2 == 0 ? Digest.Sha256 : Digest.Sha512), i));
        var listed = await ListAsync();
        Assert.Equal(expected.ToHashSet(), [.. listed.Select(blob => (blob.Digest, blob.Length))]);
        Assert.Equal(20, listed.Count);
        Assert.All(listed, blob => Assert.True(blob.PublishedAt.Year >= 2020));
    }

    /// <summary>Opens a store with nothing in it.</summary>
    protected abstract ValueTask<IBlobStore> OpenEmptyAsync();

    protected async Task<Digest> PublishAsync(byte[] bytes, string algorithm = Digest.Sha256)
    {
        var staged = Path.Combine(StagingDirectory, Guid.NewGuid().ToString("N"));
        await File.WriteAllBytesAsync(staged, bytes, Token);
        var digest = Digest.Of(algorithm, bytes);
        await Store.PublishAsync(digest, staged, Token);
        return digest;
    }

    protected async Task<List<StoredBlob>> ListAsync()
    {
        var blobs = new List<StoredBlob>();
        await foreach (var blob in Store.ListAsync(Token))
            blobs.Add(blob);
        return [.. blobs.OrderBy(blob => blob.Digest.ToString(), StringComparer.Ordinal)];
    }

    protected static async Task<byte[]> ReadAsync(IBlobContent content, long offset, long count)
    {
        var pipe = new Pipe();
        using var read = new MemoryStream();
        var reading = pipe.Reader.CopyToAsync(read, Token);
        await content.CopyToAsync(pipe.Writer, offset, count, Token);
        await pipe.Writer.CompleteAsync();
        await reading;
        return read.ToArray();
    }
}
