using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Oci;
using Slipway.Registry.Gateway;
using Slipway.Registry.Tests.Authorizer;
using Yarp.ReverseProxy.Forwarder;

namespace Slipway.Registry.Tests.Gateway;

/// <summary>A gateway in front of an upstream, and the steps of a push as a client takes them.</summary>
internal sealed class GatewayServer : IAsyncDisposable
{
    private readonly GatewayHandler _gateway;
    private readonly ServiceProvider _services;

    private GatewayServer(GatewayHandler gateway, ServiceProvider services, GuardedServer server, ResponseRecorder responses)
    {
        _gateway = gateway;
        _services = services;
        Server = server;
        Responses = responses;
    }

    public GuardedServer Server { get; }

    public ResponseRecorder Responses { get; }

    public static async Task<GatewayServer> StartAsync(Uri upstream, string? httpSecret = DebianRegistry.HttpSecret, string? user = "gateway")
    {
        var services = new ServiceCollection().AddLogging().AddHttpForwarder().BuildServiceProvider();
        var options = new GatewayOptions(upstream, new UpstreamSecrets(user, "upstream's password", httpSecret, handleKey: null), GatewayOptions.DefaultMaxIdle);
        var gateway = new GatewayHandler(options, services.GetRequiredService<IHttpForwarder>(), NullLoggerFactory.Instance);
        var responses = new ResponseRecorder();
        return new GatewayServer(gateway, services, await GuardedServer.StartAsync(GuardedServer.Bearer, gateway.HandleAsync, responses.RecordAsync), responses);
    }

    /// <summary>What the gateway says of its upstream to operators.</summary>
    public Task<string?> CheckAsync() => _gateway.CheckAsync(TestContext.Current.CancellationToken);

    /// <summary>Sends as the holder of a token.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string token, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(Server.Url, path)) { Content = content };
        request.Headers.ExpectContinue = content is not null;
        request.Headers.TryAddWithoutValidation("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"x:secret-{token}")));
        request.Headers.TryAddWithoutValidation("Accept", "application/vnd.oci.image.manifest.v1+json");
        return await Server.Client.SendAsync(request, HttpCompletionOption.ResponseContentRead, TestContext.Current.CancellationToken);
    }

    /// <summary>Opens an upload; its location.</summary>
    public async Task<string> OpenAsync(string repository, string token)
    {
        using var response = await SendAsync(HttpMethod.Post, $"/v2/{repository}/blobs/uploads/", token);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return response.Headers.Location!.OriginalString;
    }

    /// <summary>Uploads a blob in two steps; its digest.</summary>
    public async Task<Digest> PushBlobAsync(string repository, string token, byte[] blob)
    {
        var location = await OpenAsync(repository, token);
        using var patched = await SendAsync(HttpMethod.Patch, location, token, new ByteArrayContent(blob));
        Assert.Equal(HttpStatusCode.Accepted, patched.StatusCode);
        var digest = Digest.Of(blob);
        var next = patched.Headers.Location!.OriginalString;
        using var put = await SendAsync(HttpMethod.Put, $"{next}{(next.Contains('?', StringComparison.Ordinal) ? '&' : '?')}digest={digest}", token);
        Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        Assert.Equal($"/v2/{repository}/blobs/{digest}", put.Headers.Location!.OriginalString);
        return digest;
    }

    /// <summary>Pushes an image of one layer under a tag; the manifest's digest.</summary>
    public async Task<Digest> PushImageAsync(string repository, string tag, string token)
    {
        var config = await PushBlobAsync(repository, token, "{}"u8.ToArray());
        var json = $$$"""
            {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
            "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{{{config}}}","size":2},"layers":[],"annotations":{"of":"{{{repository}}}"}}
            """;
        using var content = new StringContent(json, Encoding.UTF8);
        content.Headers.ContentType = new("application/vnd.oci.image.manifest.v1+json");
        using var put = await SendAsync(HttpMethod.Put, $"/v2/{repository}/manifests/{tag}", token, content);
        Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        return Digest.Parse(Assert.Single(put.Headers.GetValues("Docker-Content-Digest")));
    }

    /// <summary>Fails when any byte that a client got is part of a stored name.</summary>
    public void AssertNothingInternalWasShown()
    {
        var text = Responses.Text;
        Assert.NotEmpty(text);
        foreach (var secret in new[] { FakeAuthority.AcmeKey, FakeAuthority.GlobexKey, "internal", "upstream's", "nginx", "Z2F0ZXdheTp1c" })
        {
            var at = text.IndexOf(secret, StringComparison.OrdinalIgnoreCase);
            Assert.True(at < 0, $"'{secret}' was shown: {(at < 0 ? "" : text[Math.Max(0, at - 200)..Math.Min(text.Length, at + 100)])}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _gateway.Dispose();
        await _services.DisposeAsync();
    }
}
