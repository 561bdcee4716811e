using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Slipway.Daemon.Tests.Attacks;

/// <summary>Manifests that lie about what they are, that point elsewhere, or that are too much.</summary>
public sealed class ManifestAttackTests(Tenants tenants) : IClassFixture<Tenants>
{
    private const string Entry = """{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":2}""";

    /// <summary>CVE-2021-41190: bytes that one reader takes for an image and another one for an index.</summary>
    [Theory]
    [InlineData(Pushes.Manifest, "{\"schemaVersion\":2,\"config\":ENTRY,\"layers\":[],\"manifests\":[]}")]
    [InlineData(Pushes.Index, "{\"schemaVersion\":2,\"config\":ENTRY,\"layers\":[],\"manifests\":[]}")]
    [InlineData(Pushes.Index, "{\"schemaVersion\":2,\"layers\":[],\"manifests\":[]}")]
    [InlineData(Pushes.Index, "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"config\":ENTRY,\"layers\":[]}")]
    [InlineData(Pushes.Manifest, "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":[]}")]
    [InlineData(Pushes.Index, "{\"schemaVersion\":2,\"config\":ENTRY,\"layers\":[]}")]
    [InlineData(Pushes.Manifest, "{\"schemaVersion\":2,\"manifests\":[]}")]
    [InlineData(Pushes.Manifest, "{\"schemaVersion\":2,\"config\":ENTRY,\"layers\":[],\"Manifests\":[]}")]
    [InlineData(Pushes.Manifest, "{\"schemaVersion\":2,\"config\":ENTRY,\"layers\":[],\"layers\":[ENTRY]}")]
    [InlineData(Pushes.Manifest, "{\"schemaVersion\":1,\"fsLayers\":[],\"config\":ENTRY,\"layers\":[]}")]
    [InlineData("text/html", "{\"schemaVersion\":2,\"config\":ENTRY,\"layers\":[]}")]
    [InlineData(Pushes.Manifest, "{\"schemaVersion\":2,\"mediaType\":\"text/html\",\"config\":ENTRY,\"layers\":[]}")]
    public async Task Document_ThatCouldBeTwoThings_IsRefused(string type, string json)
    {
        await tenants.Owner.PushBlobAsync("app", "{}"u8.ToArray());
        var body = Encoding.UTF8.GetBytes(json.Replace("ENTRY", Entry, StringComparison.Ordinal));

        var answer = await tenants.Owner.ExpectAsync(400, "PUT /v2/app/manifests/two", body, type);

        Assert.Contains("\"MANIFEST_INVALID\"", answer.Text, StringComparison.Ordinal);
        await tenants.Owner.ExpectAsync(404, $"GET /v2/app/manifests/{Pushes.DigestOf(body)}");
    }

    /// <summary>CVE-2020-15157 (containerd): a layer's urls were fetched, with the registry's credentials.</summary>
    [Fact]
    public async Task Urls_OfForeignLayers_AreNeverFetched()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = $"http://{listener.LocalEndpoint}/layer.tar";
        await tenants.Owner.PushBlobAsync("app", "{}"u8.ToArray());
        var body = Encoding.UTF8.GetBytes(
            $$"""
            {"schemaVersion":2,"mediaType":"{{Pushes.Manifest}}","config":{{Entry}},"layers":[
            {"mediaType":"application/vnd.oci.image.layer.nondistributable.v1.tar+gzip","digest":"{{Pushes.DigestOf(Pushes.NewBytes())}}","size":1000000,"urls":["{{url}}"]},
            {"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"{{Pushes.DigestOf("{}"u8.ToArray())}}","size":2,"urls":["{{url}}"]}]}
            """);

        await tenants.Owner.ExpectAsync(201, "PUT /v2/app/manifests/foreign", body, Pushes.Manifest);
        Assert.Equal(body, (await tenants.Owner.ExpectAsync(200, "GET /v2/app/manifests/foreign")).Body);
        await tenants.Owner.ExpectAsync(200, $"GET /v2/app/referrers/{Pushes.DigestOf(body)}");

        Assert.False(listener.Pending(), "somebody connected to the address in the layer's urls");
    }

    /// <summary>Limits of what one manifest may ask of us: 100 000 descriptors in 4 MiB or more, any number of tags, any depth.</summary>
    [Fact]
    public async Task Manifest_OfTooMuch_IsRefusedWithTheLimit()
    {
        await tenants.Owner.PushBlobAsync("app", "{}"u8.ToArray());
        var hundredThousand = ImageOf(string.Join(',', Enumerable.Repeat(Entry, 100_000)));
        await AssertRefusedAsync(413, "SIZE_INVALID", "4194304", hundredThousand);
        var small = Entry.Replace("application/vnd.oci.image.config.v1+json", "a/b", StringComparison.Ordinal);
        await AssertRefusedAsync(400, "MANIFEST_INVALID", "at most 4096", ImageOf(string.Join(',', Enumerable.Repeat(small, 30_000))));
        await AssertRefusedAsync(400, "MANIFEST_INVALID", "cannot be read", ImageOf(new string('[', 1_000_000)));
        await AssertRefusedAsync(400, "MANIFEST_INVALID", "cannot be read", Encoding.UTF8.GetBytes("{\"a\":" + string.Concat(Enumerable.Repeat("{\"a\":", 500_000))));
        await AssertRefusedAsync(414, "TAG", "at most 64", ImageOf(""), "?tag=" + string.Join("&tag=", Enumerable.Range(0, 500)));
        await AssertRefusedAsync(400, "TAG_INVALID", "1 to 128", ImageOf(""), "?tag=" + new string('a', 129));
    }

    /// <summary>The same by chunks, without a length announced: what is read is bounded, not what was promised.</summary>
    [Fact]
    public async Task Manifest_ThatNeverEnds_IsCutAtTheLimit()
    {
        var before = tenants.Daemon.PeakMemoryBytes;
        using var client = new TcpClient();
        await client.ConnectAsync(tenants.Server.Host, tenants.Server.Port, TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync(tenants.Owner.Head("PUT /v2/app/manifests/endless", "Transfer-Encoding: chunked", $"Content-Type: {Pushes.Manifest}"), TestContext.Current.CancellationToken);
        byte[] chunk = [.. "10000\r\n"u8, .. Enumerable.Repeat((byte)' ', 0x10000), .. "\r\n"u8];
        var answered = stream.ReadAsync(new byte[1024], TestContext.Current.CancellationToken).AsTask();
        var sent = 0L;
        try
        {
            for (; !answered.IsCompleted; sent += chunk.Length)
                await stream.WriteAsync(chunk, TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            // It hung up.
        }

        Assert.InRange(sent, 1L << 20, 512L << 20);
        Assert.InRange(tenants.Daemon.PeakMemoryBytes - before, 0, 64L << 20);
    }

    private async Task AssertRefusedAsync(int status, string code, string limit, byte[] body, string query = "")
    {
        var answer = await tenants.Owner.ExpectAsync(status, $"PUT /v2/app/manifests/{Pushes.DigestOf(body)}{query}", body, Pushes.Manifest);
        Assert.Contains(code, answer.Text, StringComparison.Ordinal);
        Assert.Contains(limit, answer.Text, StringComparison.Ordinal);
    }

    private static byte[] ImageOf(string layers) => Encoding.UTF8.GetBytes(
        $$"""{"schemaVersion":2,"mediaType":"{{Pushes.Manifest}}","config":{{Entry}},"layers":[{{layers}}]}""");
}
