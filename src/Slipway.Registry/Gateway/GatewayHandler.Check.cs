using Microsoft.AspNetCore.Http;

namespace Slipway.Registry.Gateway;

public sealed partial class GatewayHandler
{
    /// <summary>Null when the upstream answers and takes our credentials, else what is wrong, for operators.</summary>
    public async Task<string?> CheckAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _target.Base);
        request.Headers.Authorization = _options.Secrets.Authorization;
        try
        {
            using var response = await _upstream.SendAsync(request, cancellationToken);
            return (int)response.StatusCode switch
            {
                StatusCodes.Status200OK => null,
                StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden => $"{_target.Base} refuses the gateway's credentials",
                var status => $"{_target.Base} answers {status}",
            };
        }
        catch (HttpRequestException e)
        {
            return $"{_target.Base} does not answer: {e.Message}";
        }
    }
}
