using System.Net.Sockets;
using System.Text;

namespace Slipway.Daemon.Tests.Attacks;

/// <summary>Slow-loris: clients that hold connections by sending a byte now and then. The server hangs up; others are served meanwhile.</summary>
public sealed class SlowClientTests(Tenants tenants) : IClassFixture<Tenants>
{
    private const int Each = 20;

    /// <summary>Far below the 240 bytes a second that are asked for.</summary>
    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(500);

    /// <summary>Far below the 2000 requests a second that one token may send, which a fast machine passes.</summary>
    private static readonly TimeSpan s_othersPace = TimeSpan.FromMilliseconds(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Trickle_OfHeadersOrBodies_IsCutWhileOthersAreServed()
    {
        await tenants.Owner.PushImageAsync("app", "latest");
        var session = await tenants.Owner.BeginUploadAsync("app");
        var neverEnding = tenants.Anonymous.Head("GET /v2/")[..^2];
        var upload = tenants.Owner.Head($"PATCH {session}", "Content-Length: 1000000");
        var manifest = tenants.Owner.Head("PUT /v2/app/manifests/slow", "Content-Length: 100000", $"Content-Type: {Pushes.Manifest}");

        var slow = Enumerable.Range(0, Each).SelectMany(_ => new[] { TrickleAsync(neverEnding), TrickleAsync(manifest) }).Append(TrickleAsync(upload)).ToList();
        var all = Task.WhenAll(slow);
        var served = 0;
        using var pace = new PeriodicTimer(s_othersPace);
        for (; !all.IsCompleted && await pace.WaitForNextTickAsync(Token); served++)
            await tenants.Owner.ExpectAsync(200, "GET /v2/app/manifests/latest");

        Assert.All(await all, answer => Assert.True(answer.Length == 0 || answer.Contains("408", StringComparison.Ordinal), answer));
        Assert.True(served > 0);
        Assert.NotNull((await tenants.Owner.ExpectAsync(204, $"GET {session}")).Header("Range")); // cut, not lost: its client goes on
    }

    /// <summary>
    /// Clients that ask for large manifests and read nothing of them: as many are answered as the organization may have in memory, the others are told to come back,
    /// and nobody else notices.
    /// </summary>
    [Fact]
    public async Task LargeManifests_ThatNobodyReads_FillNoMemory()
    {
        const int readers = 120, answered = 16;
        var manifest = Encoding.UTF8.GetBytes(
            $$"""{"schemaVersion":2,"mediaType":"{{Pushes.Index}}","annotations":{"padding":"{{new string('x', 4_194_000)}}"},"manifests":[]}""");
        await tenants.Owner.ExpectAsync(201, "PUT /v2/app/manifests/large", manifest, Pushes.Index);
        await tenants.Intruder.ExpectAsync(201, "PUT /v2/mine/manifests/large", manifest, Pushes.Index);
        await tenants.Owner.PushImageAsync("app", "latest");
        var before = tenants.Daemon.PeakMemoryBytes;

        var clients = new List<TcpClient>();
        var statuses = new List<int>();
        for (var i = 0; i < readers; i++)
        {
            clients.Add(new TcpClient { ReceiveBufferSize = 4096 });
            statuses.Add(await AskAsync(clients[i], "GET /v2/app/manifests/large"));
        }

        Assert.Equal(Enumerable.Repeat(200, answered - 1), statuses.Take(answered - 1));
        Assert.All(statuses.Skip(answered), status => Assert.Equal(429, status));
        Assert.InRange(tenants.Daemon.PeakMemoryBytes - before, 0, 320L << 20); // a gibibyte without the limit; what was refused is garbage for a while
        await tenants.Owner.ExpectAsync(200, "GET /v2/app/manifests/latest");
        Assert.Equal(manifest, (await tenants.Intruder.ExpectAsync(200, "GET /v2/mine/manifests/large")).Body);

        clients.ForEach(client => client.Dispose());
        while ((await tenants.Owner.SendAsync("GET /v2/app/manifests/large")).Status != 200)
        {
            // The server notices within its next write that they are gone, or the test run's own limit ends this.
        }
    }

    /// <summary>Sends a request and reads no more than the status of its answer.</summary>
    private async Task<int> AskAsync(TcpClient client, string request)
    {
        await client.ConnectAsync(tenants.Server.Host, tenants.Server.Port, Token);
        await client.GetStream().WriteAsync(tenants.Owner.Head(request), Token);
        var status = new byte["HTTP/1.1 200".Length];
        await client.GetStream().ReadExactlyAsync(status, Token);
        return int.Parse(status.AsSpan(^3..), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Sends a beginning and then a byte at a time until the server hangs up; what it said before.</summary>
    private async Task<string> TrickleAsync(byte[] beginning)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(tenants.Server.Host, tenants.Server.Port, Token);
        await using var stream = client.GetStream();
        using var answer = new MemoryStream();
        var reading = stream.CopyToAsync(answer, Token);
        using var pace = new PeriodicTimer(s_pace);
        try
        {
            await stream.WriteAsync(beginning, Token);
            while (!reading.IsCompleted && await pace.WaitForNextTickAsync(Token))
                await stream.WriteAsync("a"u8.ToArray(), Token);
            await reading;
        }
        catch (IOException)
        {
            // It hung up.
        }

        return Encoding.Latin1.GetString(answer.ToArray());
    }
}
