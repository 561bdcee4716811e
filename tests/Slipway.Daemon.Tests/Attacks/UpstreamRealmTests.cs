using System.Net;
using System.Net.Sockets;
using System.Text;
using Slipway.Daemon.Tests.Faults;

namespace Slipway.Daemon.Tests.Attacks;

/// <summary>
/// CVE-2026-33540 (distribution), CVE-2026-48978 (oras-go): as somebody's client, a registry went wherever the challenge of a 401 sent it, with its
/// credentials. Behind the gateway such a challenge goes nowhere and is not handed on.
/// </summary>
public sealed class UpstreamRealmTests
{
    [Fact]
    public async Task Challenge_OfTheUpstream_IsNotFollowedAndNotHandedOn()
    {
        using var elsewhere = new TcpListener(IPAddress.Loopback, 0);
        elsewhere.Start();
        using var upstream = new TcpListener(IPAddress.Loopback, 0);
        upstream.Start();
        var answering = AnswerAsync(upstream, $"http://{elsewhere.LocalEndpoint}/token");
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory["login"], "gateway:secret-of-the-gateway", TestContext.Current.CancellationToken);

        using var daemon = await RunningDaemon.StartAsync(
            directory["data"], "--registry-upstream", $"http://{upstream.LocalEndpoint}", "--registry-upstream-login-file", directory["login"]);
        var client = await LoginAsync(daemon, directory["data"]);
        foreach (var request in new[] { "GET /v2/app/manifests/latest", "GET /v2/app/blobs/sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a", "POST /v2/app/blobs/uploads/" })
        {
            var answer = await client.SendAsync(request);
            Assert.InRange(answer.Status, 500, 599);
            var said = answer.Head + answer.Text;
            Assert.DoesNotContain(elsewhere.LocalEndpoint.ToString()!, said, StringComparison.Ordinal);
            Assert.DoesNotContain(upstream.LocalEndpoint.ToString()!, said, StringComparison.Ordinal);
            Assert.DoesNotContain("secret-of-the-gateway", said, StringComparison.Ordinal);
        }

        Assert.False(elsewhere.Pending(), "the gateway went where the upstream's challenge sent it");
        upstream.Stop();
        await answering;
    }

    private static async Task<RawClient> LoginAsync(RunningDaemon daemon, string data)
    {
        var token = await File.ReadAllTextAsync(Path.Combine(data, "admin.token"), TestContext.Current.CancellationToken);
        var administrator = RawClient.Bearer(daemon.Base, token.Trim());
        await administrator.ExpectAsync(201, "POST /v1/orgs", """{"name":"first"}"""u8.ToArray(), "application/json");
        var made = await administrator.ExpectAsync(201, "POST /v1/orgs/first/tokens", """{"name":"test","scopes":["push"]}"""u8.ToArray(), "application/json");
        using var document = System.Text.Json.JsonDocument.Parse(made.Body);
        return RawClient.Basic(daemon.Base, document.RootElement.GetProperty("token").GetString()!);
    }

    /// <summary>Asks everybody to log in at <paramref name="realm"/>, one connection after the other.</summary>
    private static async Task AnswerAsync(TcpListener upstream, string realm)
    {
        var challenge = $"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer realm=\"{realm}\",service=\"x\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        try
        {
            while (true)
            {
                using var client = await upstream.AcceptTcpClientAsync(CancellationToken.None);
                await using var stream = client.GetStream();
                _ = await stream.ReadAsync(new byte[16384], CancellationToken.None);
                await stream.WriteAsync(Encoding.ASCII.GetBytes(challenge), CancellationToken.None);
            }
        }
        catch (SocketException)
        {
            // Stopped.
        }
    }
}
