using System.Buffers;
using Microsoft.AspNetCore.Http;
using Slipway.Registry.Errors;

namespace Slipway.Registry.Distribution;

/// <summary>Reads a whole manifest into memory that grows with what arrives, not with what was announced.</summary>
internal static class ManifestBody
{
    private const int FirstBytes = 16 * 1024;

    /// <summary>The body; errors: <see cref="RegistryErrorCode.SizeInvalid"/> as soon as it is known to be longer than <paramref name="maxBytes"/>.</summary>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext context, int maxBytes)
    {
        if (context.Request.ContentLength > maxBytes)
            throw TooLarge(maxBytes);

        var announced = (int)(context.Request.ContentLength ?? FirstBytes);
        var body = new ArrayBufferWriter<byte>(Math.Clamp(announced, 1, FirstBytes));
        var reader = context.Request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(context.RequestAborted);
            if (body.WrittenCount + result.Buffer.Length > maxBytes)
                throw TooLarge(maxBytes);
            foreach (var segment in result.Buffer)
                body.Write(segment.Span);
            reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
                return body.WrittenMemory.ToArray();
        }
    }

    private static RegistryException TooLarge(int maxBytes) =>
        new(RegistryErrorCode.SizeInvalid, $"the manifest has more than {maxBytes} bytes, the most that is taken.");
}
