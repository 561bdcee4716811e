using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Contracts.Platform;

namespace Slipway.Cli.Servers;

/// <summary>Speaks to one server's API with one token. Every failure is a <see cref="ServerException"/> with a sentence for the user.</summary>
internal sealed class ServerClient(ServerAddress address, string token) : IDisposable
{
    private const int MaxAnswerBytes = 4 * 1024 * 1024;
    private static readonly TimeSpan s_connectLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    // Redirects are not followed: the token is for this server alone.
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = s_connectLimit })
    {
        BaseAddress = address.Uri,
        Timeout = s_limit,
        MaxResponseContentBufferSize = MaxAnswerBytes,
    };

    public ServerAddress Address => address;

    public string Token => token;

    public Task<T> GetAsync<T>(string path, JsonTypeInfo<T> kind, CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, path, null, kind, cancellationToken);

    public Task<TAnswer> PostAsync<TBody, TAnswer>(string path, TBody body, JsonTypeInfo<TBody> kind, JsonTypeInfo<TAnswer> answer, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, path, JsonSerializer.SerializeToUtf8Bytes(body, kind), answer, cancellationToken);

    public Task<TAnswer> PutAsync<TBody, TAnswer>(string path, TBody body, JsonTypeInfo<TBody> kind, JsonTypeInfo<TAnswer> answer, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Put, path, JsonSerializer.SerializeToUtf8Bytes(body, kind), answer, cancellationToken);

    public async Task PutAsync<TBody>(string path, TBody body, JsonTypeInfo<TBody> kind, CancellationToken cancellationToken) =>
        await SendAsync(HttpMethod.Put, path, JsonSerializer.SerializeToUtf8Bytes(body, kind), cancellationToken);

    public async Task DeleteAsync(string path, CancellationToken cancellationToken) => await SendAsync(HttpMethod.Delete, path, null, cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<T> SendAsync<T>(HttpMethod method, string path, byte[]? body, JsonTypeInfo<T> kind, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(method, path, body, cancellationToken);
        try
        {
            return JsonSerializer.Deserialize(answer, kind) ?? throw new JsonException("the answer is null");
        }
        catch (JsonException e)
        {
            throw new ServerException($"{address} gave an answer that this slipway does not understand ({e.Message}); are both of one version?", e);
        }
    }

    private async Task<byte[]> SendAsync(HttpMethod method, string path, byte[]? body, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(method, path);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            if (body is not null)
                request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            using var response = await _http.SendAsync(request, cancellationToken);
            var answer = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return response.IsSuccessStatusCode ? answer : throw Refusal(response.StatusCode, answer);
        }
        catch (HttpRequestException e)
        {
            throw new ServerException($"{address} cannot be reached: {Reason(e)}. Is slipwayd running there? Another server is chosen with 'slipway auth login URL'.", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ServerException($"{address} gave no answer within {s_limit.TotalSeconds:0} seconds; try again later.", e);
        }
    }

    private ServerException Refusal(HttpStatusCode status, byte[] answer)
    {
        if (status == HttpStatusCode.Unauthorized)
            return new ServerException($"{address} refused the token: it is unknown, expired or revoked. Log in again: slipway auth login {address}");
        try
        {
            if (JsonSerializer.Deserialize(answer, PlatformJson.Default.ApiError) is { } error)
                return new ServerException($"{address}: {error.Error}");
        }
        catch (JsonException)
        {
            // Somebody else's error page.
        }

        return new ServerException($"{address} answered with status {(int)status} and nothing of Slipway's; is it a Slipway server?");
    }

    private static string Reason(HttpRequestException e) => e switch
    {
        { InnerException: SocketException socket } => socket.Message,
        { InnerException: System.Security.Authentication.AuthenticationException tls } => $"TLS failed ({tls.Message})",
        _ => e.Message,
    };
}
