using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Slipway.Daemon.Tests.Server;

/// <summary>A stop in the middle of an upload costs its client nothing but the connection.</summary>
public sealed class ParkingTests
{
    private const int Half = 300_000;

    [Fact]
    public async Task Terminate_DuringAnUpload_ParksItForTheNextStart()
    {
        using var server = await TestServer.StartAsync();
        var content = RandomNumberGenerator.GetBytes(2 * Half);
        string upload;
        using (var client = server.CreateClient())
            upload = await SendHalfAsync(server, client, content);

        await server.RestartAsync();
        using var again = server.CreateClient();
        Assert.Equal($"0-{Half - 1}", await RangeAsync(again, upload));
        await SendRestAsync(again, upload, content);
    }

    /// <summary>Sends the first half, has the server told to stop while the request goes on, and sees how it ends; the upload's path.</summary>
    private static async Task<string> SendHalfAsync(TestServer server, HttpClient client, byte[] content)
    {
        using var begun = await client.PostAsync("/v2/app/blobs/uploads/", content: null, TestContext.Current.CancellationToken);
        var upload = new Uri(client.BaseAddress!, begun.Headers.Location!).PathAndQuery;
        using var half = new StalledContent(content.AsMemory(0, Half));
        using var request = new HttpRequestMessage(HttpMethod.Patch, upload) { Content = half };
        var sending = client.SendAsync(request, TestContext.Current.CancellationToken);
        await Polling.UntilAsync("the server has the first half", async () => await RangeAsync(client, upload) == $"0-{Half - 1}");
        await server.Daemon.TerminateAsync();
        await server.Daemon.WaitForLogAsync(new Regex($" PATCH {Regex.Escape(upload)} 503 "));
        Assert.Equal(0, await server.Daemon.WaitAsync());
        half.Release(); // .NET's client looks at an answer only when its body has ended
        await Task.WhenAny(sending);
        return upload;
    }

    private static async Task SendRestAsync(HttpClient client, string upload, byte[] content)
    {
        using var rest = new ByteArrayContent(content, Half, Half);
        rest.Headers.TryAddWithoutValidation("Content-Range", $"{Half}-{content.Length - 1}");
        rest.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        var digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));
        using var committed = await client.PutAsync($"{upload}{(upload.Contains('?', StringComparison.Ordinal) ? '&' : '?')}digest={digest}", rest, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, committed.StatusCode);
        Assert.Equal(content, await client.GetByteArrayAsync($"/v2/app/blobs/{digest}", TestContext.Current.CancellationToken));
    }

    private static async Task<string> RangeAsync(HttpClient client, string upload)
    {
        using var status = await client.GetAsync(upload, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, status.StatusCode);
        return Assert.Single(status.Headers.TryGetValues("Range", out var values) ? values : []);
    }
}
