using System.Security.Cryptography;
using Slipway.Containerd.Content;
using Slipway.Containerd.Leases;
using Slipway.Containerd.Tests.Daemon;
using Slipway.Oci;
using Slipway.Oci.Manifests;

namespace Slipway.Containerd.Tests.Content;

public sealed class ContentIngestTests
{
    private static readonly Dictionary<string, string> s_noLabels = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1024 * 1024)]
    [InlineData((5 * 1024 * 1024) + 7)]
    public async Task Ingest_NewBlob_IsThereToTheByte(int bytes)
    {
        await using var world = await World.StartAsync();
        var (blob, content) = Blob(bytes);
        await world.Ingest.IngestAsync(blob, Opens(content), new Dictionary<string, string> { ["note"] = "text" }, Token);
        await Shell.RunAsync("""ctr --address "$1" --namespace slipway content get "$2" > "$3" """, world.Containerd.SocketPath, blob.Digest.ToString(), world.Containerd["got"]);
        Assert.Equal(content, await File.ReadAllBytesAsync(world.Containerd["got"], Token));
        Assert.Contains("note=text", await world.Containerd.CtrAsync("content", "ls"), StringComparison.Ordinal);
        Assert.Equal(content, (await world.Client.Content.ReadAsync(blob, bytes, Token)).ToArray());
    }

    [Fact]
    public async Task Ingest_BlobThatIsThere_SendsNothingAndAddsLabels()
    {
        await using var world = await World.StartAsync();
        var (blob, content) = Blob(1000);
        await world.Ingest.IngestAsync(blob, Opens(content), new Dictionary<string, string> { ["first"] = "1" }, Token);
        await world.Ingest.IngestAsync(blob, _ => throw new InvalidOperationException("it is there"), new Dictionary<string, string> { ["second"] = "2" }, Token);
        var info = await world.Client.Content.FindAsync(blob.Digest, Token);
        Assert.Equal(1000, info!.SizeBytes);
        Assert.Equal(["first", "second"], info.Labels.Keys.Where(static key => !key.StartsWith("containerd.io/", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public async Task Ingest_AfterContainerdWasKilledHalfway_GoesOnWhereItStopped()
    {
        await using var world = await World.StartAsync();
        var (blob, content) = Blob(4 * 1024 * 1024);
        await Assert.ThrowsAsync<ContainerdException>(() => world.Ingest.IngestAsync(
            blob, _ => Task.FromResult<Stream>(new InterruptedStream(content, content.Length / 2, () => world.Containerd.KillAsync())), s_noLabels, Token));
        await world.Containerd.StartAgainAsync();
        Assert.Equal(new IngestStatus(content.Length / 2, content.Length), await world.Client.Content.FindIngestAsync(blob.Digest, Token));

        await world.Ingest.IngestAsync(blob, Opens(content), s_noLabels, Token);
        Assert.Equal(content, (await world.Client.Content.ReadAsync(blob, content.Length, Token)).ToArray());
        Assert.Null(await world.Client.Content.FindIngestAsync(blob.Digest, Token));
    }

    [Fact]
    public async Task Ingest_ContainerdHangsHalfway_EndsWithTheDeadline()
    {
        await using var world = await World.StartAsync();
        await using var client = await world.Containerd.ConnectAsync(TimeSpan.FromSeconds(1));
        var (blob, content) = Blob(4 * 1024 * 1024);
        var failure = await Assert.ThrowsAsync<ContainerdException>(() => new ContentIngest(client, world.Lease).IngestAsync(
            blob, _ => Task.FromResult<Stream>(new InterruptedStream(content, content.Length / 2, () => world.Containerd.SignalAsync("STOP"))), s_noLabels, Token));
        Assert.Equal(ContainerdErrorCode.TimedOut, failure.Code);
        await world.Containerd.SignalAsync("CONT");
        await world.Ingest.IngestAsync(blob, Opens(content), s_noLabels, Token);
        Assert.Equal(content, (await world.Client.Content.ReadAsync(blob, content.Length, Token)).ToArray());
    }

    [Fact]
    public async Task Ingest_SourceFailedHalfway_KeepsTheHalfForTheNextTry()
    {
        await using var world = await World.StartAsync();
        var (blob, content) = Blob(4 * 1024 * 1024);
        await Assert.ThrowsAsync<IOException>(() => world.Ingest.IngestAsync(
            blob, _ => Task.FromResult<Stream>(new InterruptedStream(content, content.Length / 2, () => throw new IOException("cut"))), s_noLabels, Token));
        Assert.Equal(content.Length / 2, (await world.Client.Content.FindIngestAsync(blob.Digest, Token))!.OffsetBytes);
        await world.Ingest.IngestAsync(blob, Opens(content), s_noLabels, Token);
        Assert.NotNull(await world.Client.Content.FindAsync(blob.Digest, Token));
    }

    [Fact]
    public async Task Ingest_LeftoverOfOtherBytes_StartsOver()
    {
        await using var world = await World.StartAsync();
        var (blob, content) = Blob(4 * 1024 * 1024);
        var other = new byte[content.Length];
        await Assert.ThrowsAsync<IOException>(() => world.Ingest.IngestAsync(
            blob, _ => Task.FromResult<Stream>(new InterruptedStream(other, content.Length / 2, () => throw new IOException("cut"))), s_noLabels, Token));
        await world.Ingest.IngestAsync(blob, Opens(content), s_noLabels, Token);
        Assert.Equal(content, (await world.Client.Content.ReadAsync(blob, content.Length, Token)).ToArray());
    }

    [Fact]
    public async Task Ingest_OtherBytesThanPromised_LeavesNothing()
    {
        await using var world = await World.StartAsync();
        var (blob, content) = Blob(3000);
        content[1500] ^= 1;
        var failure = await Assert.ThrowsAsync<ContainerdException>(() => world.Ingest.IngestAsync(blob, Opens(content), s_noLabels, Token));
        Assert.Equal(ContainerdErrorCode.DigestMismatch, failure.Code);
        Assert.Null(await world.Client.Content.FindAsync(blob.Digest, Token));
        Assert.Null(await world.Client.Content.FindIngestAsync(blob.Digest, Token));
    }

    [Fact]
    public async Task Ingest_FewerBytesThanPromised_SaysHowMany()
    {
        await using var world = await World.StartAsync();
        var (blob, content) = Blob(3000);
        var failure = await Assert.ThrowsAsync<ContainerdException>(() => world.Ingest.IngestAsync(blob, Opens(content[..2000]), s_noLabels, Token));
        Assert.Equal(ContainerdErrorCode.DigestMismatch, failure.Code);
        Assert.Contains("ends after 2000 of the 3000 bytes", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ingest_ByTwoClientsAtATime_BothSucceed()
    {
        await using var world = await World.StartAsync();
        await using var second = await world.Containerd.ConnectAsync();
        await using var lease = await second.Leases.CreateAsync(TimeSpan.FromHours(1), s_noLabels, Token);
        var (blob, content) = Blob(4 * 1024 * 1024);
        var other = Task.CompletedTask;
        // The second begins while the first is halfway, and so has the ingest locked.
        await world.Ingest.IngestAsync(
            blob,
            _ => Task.FromResult<Stream>(new InterruptedStream(content, content.Length / 2, () =>
            {
                other = new ContentIngest(second, lease).IngestAsync(blob, Opens(content), s_noLabels, Token);
                return Task.CompletedTask;
            })),
            s_noLabels,
            Token);
        await other;
        Assert.Equal(content, (await second.Content.ReadAsync(blob, content.Length, Token)).ToArray());
        Assert.Contains(LeaseResource.OfContent(blob.Digest), await lease.ResourcesAsync(Token));
    }

    [Fact]
    public async Task Read_MoreThanAllowed_IsRefusedUnread()
    {
        await using var world = await World.StartAsync();
        var (blob, content) = Blob(3000);
        await world.Ingest.IngestAsync(blob, Opens(content), s_noLabels, Token);
        var failure = await Assert.ThrowsAsync<ContainerdException>(() => world.Client.Content.ReadAsync(blob, 2999, Token));
        Assert.Equal(ContainerdErrorCode.Refused, failure.Code);
        failure = await Assert.ThrowsAsync<ContainerdException>(() => world.Client.Content.ReadAsync(blob with { Size = 2999 }, 3000, Token));
        Assert.Equal(ContainerdErrorCode.DigestMismatch, failure.Code);
    }

    [Fact]
    public async Task Delete_Blob_TellsWhetherItWasThere()
    {
        await using var world = await World.StartAsync();
        var (blob, content) = Blob(10);
        await world.Ingest.IngestAsync(blob, Opens(content), s_noLabels, Token);
        Assert.True(await world.Client.Content.DeleteAsync(blob.Digest, Token));
        Assert.False(await world.Client.Content.DeleteAsync(blob.Digest, Token));
        Assert.DoesNotContain(blob.Digest.ToString(), await world.Containerd.CtrAsync("content", "ls"), StringComparison.Ordinal);
    }

    private static (Descriptor Blob, byte[] Content) Blob(int bytes)
    {
        var content = RandomNumberGenerator.GetBytes(bytes);
        return (new Descriptor { MediaType = MediaType.OciLayer, Digest = Digest.Of(content), Size = bytes }, content);
    }

    private static Func<CancellationToken, Task<Stream>> Opens(byte[] content) => _ => Task.FromResult<Stream>(new MemoryStream(content));
}
