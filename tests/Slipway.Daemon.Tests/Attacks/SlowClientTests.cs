using System.Net.Sockets;
using System.Text;

namespace Slipway.Daemon.Tests.Attacks;

/// <summary>Slow-loris: clients that hold connections by sending a byte now and then. The server hangs up; others are served meanwhile.</summary>
public sealed class SlowClientTests(Tenants tenants) : IClassFixture<Tenants>
{
    private const int Each = 20;

    /// <summary>Far below the 240 bytes a second that are asked for.</summary>
    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(500);

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
        for (; !all.IsCompleted; served++)
            await tenants.Owner.ExpectAsync(200, "GET /v2/app/manifests/latest");

        Assert.All(await all, answer => Assert.True(answer.Length == 0 || answer.Contains("408", StringComparison.Ordinal), answer));
        Assert.True(served > 0);
        Assert.NotNull((await tenants.Owner.ExpectAsync(204, $"GET {session}")).Header("Range")); // cut, not lost: its client goes on
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
