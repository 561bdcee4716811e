using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Registry.Errors;

namespace Slipway.Registry.Access;

/// <summary>Sends one question to the platform's internal API. Whatever goes wrong, the client is told that the registry cannot decide now.</summary>
internal sealed class PlatformConnection(HttpClient http, string secret)
{
    private const int MaxAnswerBytes = 1024 * 1024;

    /// <summary>Asks. The connection, a refusal and an answer of another kind all end in the same way.</summary>
    /// <exception cref="RegistryException">Unavailable, with the cause.</exception>
    public async Task<TAnswer> AskAsync<TQuestion, TAnswer>(
        string name, TQuestion question, JsonTypeInfo<TQuestion> kind, JsonTypeInfo<TAnswer> answerKind, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/internal/registry/{name}");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
            request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(question, kind)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.StatusCode != HttpStatusCode.OK)
                throw new HttpRequestException(Refusal(name, response.StatusCode));
            await response.Content.LoadIntoBufferAsync(MaxAnswerBytes, cancellationToken);
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            return JsonSerializer.Deserialize(body, answerKind) ?? throw new JsonException("the answer is null.");
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new RegistryException(RegistryErrorCode.Unavailable, "the registry cannot look tokens up at the moment; try again later.", e);
        }
    }

    private string Refusal(string name, HttpStatusCode status) => status == HttpStatusCode.Unauthorized
        ? $"the platform at {http.BaseAddress} refused the registry's secret; copy registry.secret from its data directory again."
        : $"the platform at {http.BaseAddress} answered the question '{name}' with status {(int)status}.";
}
