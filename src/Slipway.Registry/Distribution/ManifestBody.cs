using System.Buffers;
using Microsoft.AspNetCore.Http;
using Slipway.Registry.Errors;

namespace Slipway.Registry.Distribution;

/// <summary>
/// A manifest that is being pushed, in memory that grows with what arrives, not with what was announced. Its bytes count as the organization's until disposal.
/// </summary>
internal sealed class ManifestBody(ManifestMemory memory, string organizationKey, int maxBytes) : IDisposable
{
    private const int FirstBytes = 16 * 1024;

    private long _taken;

    /// <summary>
    /// The whole body, once. Errors: <see cref="RegistryErrorCode.SizeInvalid"/> as soon as it is known to be too long,
    /// <see cref="RegistryErrorCode.TooManyRequests"/> beyond what the organization may have in memory.
    /// </summary>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentLength > maxBytes)
            throw TooLarge();

        var announced = (int)(context.Request.ContentLength ?? FirstBytes);
        var body = new ArrayBufferWriter<byte>(Math.Clamp(announced, 1, FirstBytes));
        var reader = context.Request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(context.RequestAborted);
            if (body.WrittenCount + result.Buffer.Length > maxBytes)
                throw TooLarge();
            Take(result.Buffer.Length);
            foreach (var segment in result.Buffer)
                body.Write(segment.Span);
            reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
                return body.WrittenMemory.ToArray();
        }
    }

    public void Dispose()
    {
        if (_taken > 0)
            memory.Return(organizationKey, _taken);
    }

    private void Take(long bytes)
    {
        memory.Take(organizationKey, bytes);
        _taken += bytes;
    }

    private RegistryException TooLarge() =>
        new(RegistryErrorCode.SizeInvalid, $"the manifest has more than {maxBytes} bytes, the most that is taken.");
}
