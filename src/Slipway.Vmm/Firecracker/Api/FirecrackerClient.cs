using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Vmm.Machines;

namespace Slipway.Vmm.Firecracker.Api;

/// <summary>
/// Asks one Firecracker over its API's socket: HTTP/1.1, one request after the other. The process may be in a hostile guest's hands, so answers are capped and
/// checked. Thread safe. Disposing closes the connection and not the machine.
/// </summary>
internal sealed class FirecrackerClient : IDisposable
{
    /// <summary>The longest answer, the whole configuration, has a few thousand bytes; the metadata service's data has at most 51200.</summary>
    private const int MaxAnswerBytes = 256 * 1024;

    private const int MaxFaultCharacters = 1000;

    private static readonly MediaTypeHeaderValue s_json = new("application/json");

    private readonly HttpClient _http;

    /// <param name="connect">Makes a connection to the socket, which becomes this instance's.</param>
    private FirecrackerClient(Func<CancellationToken, ValueTask<Stream>> connect)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = (_, cancellationToken) => connect(cancellationToken),
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            UseCookies = false,
            UseProxy = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
        };
        _http = new HttpClient(handler)
        {
            BaseAddress = new Uri("http://localhost"),
            MaxResponseContentBufferSize = MaxAnswerBytes,
            // A snapshot takes as long as the disk takes; who calls decides how long that may be.
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>The release at the other end.</summary>
    public FirecrackerVersion Version { get; private set; }

    /// <summary>Connects and asks for the version, before anything else.</summary>
    /// <param name="connect">Makes a connection to the API's socket; it is called again when a connection has ended.</param>
    /// <exception cref="VmmException">It is not a Firecracker, or one too old.</exception>
    public static async Task<FirecrackerClient> ConnectAsync(Func<CancellationToken, ValueTask<Stream>> connect, CancellationToken cancellationToken)
    {
        var client = new FirecrackerClient(connect);
        try
        {
            var answer = await client.GetAsync(VersionAnswer.Query, cancellationToken);
            if (!FirecrackerVersion.TryParse(answer.FirecrackerVersion, out var version))
                throw new VmmException("the program says a version that is none of Firecracker's; is it a Firecracker?");
            if (version < FirecrackerFeatures.Minimum)
                throw new VmmException($"Firecracker {version} is too old: {FirecrackerFeatures.Minimum} is the first that distributions' kernels find their devices under; install a newer one");
            client.Version = version;
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Has a change made.</summary>
    /// <exception cref="VmmException">This release cannot, Firecracker refused, or it ended.</exception>
    public async Task SendAsync(FirecrackerCall call, CancellationToken cancellationToken)
    {
        Require(call.ToString(), call.Since);
        var content = new ReadOnlyMemoryContent(call.Body);
        content.Headers.ContentType = s_json;
        using var request = new HttpRequestMessage(call.Method, call.Path) { Content = content };
        await ExchangeAsync(request, call.ToString(), cancellationToken);
    }

    /// <summary>Asks a question.</summary>
    /// <exception cref="VmmException">This release cannot answer it, the answer makes no sense, or Firecracker ended.</exception>
    public async Task<T> GetAsync<T>(FirecrackerQuery<T> query, CancellationToken cancellationToken)
    {
        Require(query.ToString(), query.Since);
        using var request = new HttpRequestMessage(HttpMethod.Get, query.Path);
        var answer = await ExchangeAsync(request, query.ToString(), cancellationToken);
        return TryRead(answer, query.Type, out var value) && value is not null ? value : throw new VmmException($"Firecracker's answer to {query} makes no sense");
    }

    public void Dispose() => _http.Dispose();

    private void Require(string what, FirecrackerVersion since)
    {
        if (Version != default && Version < since)
            throw new VmmException($"Firecracker {Version} has no {what}; it came with {since}");
    }

    private async Task<byte[]> ExchangeAsync(HttpRequestMessage request, string what, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return response.StatusCode is HttpStatusCode.OK or HttpStatusCode.NoContent
                ? body
                : throw new VmmException($"Firecracker refused {what} with {(int)response.StatusCode}: {FaultOf(body)}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new VmmException($"Firecracker does not answer to {what}: {e.Message}", e);
        }
    }

    private static string FaultOf(byte[] body)
    {
        var fault = TryRead(body, FirecrackerJson.Default.Fault, out var read) ? read?.FaultMessage : null;
        return fault is null ? "no reason given" : fault.Length <= MaxFaultCharacters ? fault : fault[..MaxFaultCharacters];
    }

    private static bool TryRead<T>(byte[] body, JsonTypeInfo<T> type, out T? value)
    {
        try
        {
            value = JsonSerializer.Deserialize(body, type);
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string with escapes that are no text.
            value = default;
            return false;
        }
    }
}
