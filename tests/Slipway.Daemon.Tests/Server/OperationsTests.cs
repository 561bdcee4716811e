using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Slipway.Daemon.Tests.Server;

/// <summary>What operators see: health, readiness, metrics, and a stop that ends in good order.</summary>
public sealed class OperationsTests
{
    /// <summary>More than the sockets between a server and a client that does not read can hold.</summary>
    private const int LargeBytes = 64 << 20;

    [Fact]
    public async Task Admin_OfARunningServer_IsHealthyAndReady()
    {
        using var server = await TestServer.StartAsync();
        using var client = new HttpClient { BaseAddress = server.Daemon.Admin };
        Assert.Equal("ok\n", await client.GetStringAsync("/healthz", TestContext.Current.CancellationToken));
        Assert.Equal("ready\n", await client.GetStringAsync("/readyz", TestContext.Current.CancellationToken));
        using var elsewhere = server.CreateClient();
        using var answer = await elsewhere.GetAsync("/metrics", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Metrics_AfterAPush_CountIt()
    {
        using var server = await TestServer.StartAsync();
        using var client = server.CreateClient();
        await PushAsync(client, new byte[12345]);
        using var admin = new HttpClient { BaseAddress = server.Daemon.Admin };
        var metrics = await admin.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        Assert.Matches(new Regex("^slipway_registry_uploads_received_bytes_total{[^}]*} 12345( |$)", RegexOptions.Multiline), metrics);
        Assert.Matches(new Regex("^slipway_registry_uploads_open{[^}]*} 0( |$)", RegexOptions.Multiline), metrics);
        Assert.Matches(new Regex("^slipway_registry_request_duration_seconds_bucket{[^}]*status=\"201\"[^}]*le=\"0\\.0001\"}", RegexOptions.Multiline), metrics);
        Assert.DoesNotContain("12345-", metrics, StringComparison.Ordinal);
    }

    /// <summary>Of what the registry refuses, and of what a person did on the platform.</summary>
    [Fact]
    public async Task JsonLogs_HaveTheRequestsIdInEveryLine()
    {
        using var server = await TestServer.StartAsync("--json-logs");
        using var client = new HttpClient { BaseAddress = server.Daemon.Address };
        client.DefaultRequestHeaders.Add("X-Request-Id", "this-one");
        client.DefaultRequestHeaders.Add("Authorization", "Basic bm90aGluZw==");
        using var refused = await client.GetAsync("/v2/", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("this-one", Assert.Single(refused.Headers.GetValues("X-Request-Id")));
        await server.Daemon.WaitForLogAsync(new Regex("\"EventId\":2303,.*\"Scopes\":.*\"RequestId\":\"this-one\""));
        await server.Daemon.WaitForLogAsync(new Regex("\"EventId\":3012,.*\"Scopes\":.*\"RequestId\":\""));
    }

    [Fact]
    public async Task Metrics_OfAServerThatRunsMachines_CountItsCollections()
    {
        using var server = await TestServer.StartAsync();
        using var admin = new HttpClient { BaseAddress = server.Daemon.Admin };
        await Polling.UntilAsync("the first collection is counted", async () =>
            (await admin.GetStringAsync("/metrics", TestContext.Current.CancellationToken)).Contains("\nslipway_host_collections_total", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Terminate_DuringADownload_IsNotReadyAndEndsWithIt()
    {
        using var server = await TestServer.StartAsync();
        using var client = server.CreateClient();
        var content = RandomNumberGenerator.GetBytes(LargeBytes);
        var blob = await PushAsync(client, content);
        using var download = await client.GetAsync(blob, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

        await server.Daemon.TerminateAsync();

        using var admin = new HttpClient { BaseAddress = server.Daemon.Admin };
        await Polling.UntilAsync("/readyz answers 503", async () =>
        {
            using var answer = await admin.GetAsync("/readyz", TestContext.Current.CancellationToken);
            return answer.StatusCode == HttpStatusCode.ServiceUnavailable
                && await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken) == "stopping\n";
        });
        Assert.Equal(content, await download.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, await server.Daemon.WaitAsync());
    }

    /// <summary>The path of the new blob.</summary>
    private static async Task<string> PushAsync(HttpClient client, byte[] content)
    {
        var digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));
        using var body = new ByteArrayContent(content);
        using var answer = await client.PostAsync($"/v2/app/blobs/uploads/?digest={digest}", body, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return $"/v2/app/blobs/{digest}";
    }
}
