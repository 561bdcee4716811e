using Slipway.Images.Content;
using Slipway.Images.Tests.Store;
using Slipway.Oci;

namespace Slipway.Images.Tests.Content;

public sealed class BlobFollowerTests : IDisposable
{
    private static readonly byte[] s_content = FakeImage.LayerOf(1, 3_000_000);

    private readonly TemporaryDirectory _directory = new();
    private readonly BlobIngest _ingest;

    public BlobFollowerTests() => _ingest = new BlobIngest(_directory["blob"], Digest.Of(s_content), s_content.Length);

    [Fact]
    public async Task Read_WhileItIsWritten_GivesTheWholeBlob()
    {
        var followers = Enumerable.Range(0, 3).Select(_ => ReadAsync(_ingest.TryFollow(TestStore.Token)!)).ToList();
        foreach (var piece in s_content.Chunk(70_000))
            _ingest.Append(piece);
        followers.Add(ReadAsync(_ingest.TryFollow(TestStore.Token)!));
        Assert.All(followers, follower => Assert.False(follower.IsCompleted));
        _ingest.Commit();
        _ingest.Dispose();
        foreach (var follower in followers)
            Assert.Equal(Digest.Of(s_content), Digest.Of(await follower));
    }

    [Fact]
    public async Task Read_WriterGivesUp_IsCancelledAfterTheBytesBefore()
    {
        using var follower = _ingest.TryFollow(TestStore.Token)!;
        _ingest.Append(s_content.AsSpan(0, 1000));
        Assert.Equal(1000, follower.Read(new byte[5000]));
        var waiting = OnThreadAsync(() => follower.Read(new byte[1]));
        _ingest.Dispose();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Read_BytesAreNotTheBlobs_NeverEnds()
    {
        using var follower = _ingest.TryFollow(TestStore.Token)!;
        _ingest.Append(s_content.AsSpan(0, 1000));
        var reading = ReadAsync(follower);
        Assert.Equal(OciErrorCode.DigestMismatch, Assert.Throws<OciException>(_ingest.Commit).Code);
        _ingest.Dispose();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Fact]
    public async Task Read_Cancelled_Ends()
    {
        using var cancel = new CancellationTokenSource();
        using var follower = _ingest.TryFollow(cancel.Token)!;
        var waiting = OnThreadAsync(() => follower.Read(new byte[1]));
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public void TryFollow_EverybodyHasLeft_IsNull()
    {
        using (_ingest.TryFollow(TestStore.Token))
        {
            _ingest.Dispose();
            _ingest.TryFollow(TestStore.Token)!.Dispose();
        }

        Assert.Null(_ingest.TryFollow(TestStore.Token));
    }

    public void Dispose()
    {
        _ingest.Dispose();
        _directory.Dispose();
    }

    private static Task<byte[]> ReadAsync(Stream stream) => OnThreadAsync(() =>
    {
        using (stream)
        {
            using var all = new MemoryStream();
            stream.CopyTo(all);
            return all.ToArray();
        }
    });

    private static Task<T> OnThreadAsync<T>(Func<T> work) => Slipway.Images.Conversion.DedicatedThread.RunAsync("test", work);
}
