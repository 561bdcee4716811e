using Slipway.Cli.Servers;
using Slipway.Host.Machines;
using Slipway.Images;
using Slipway.Images.Conversion;
using Slipway.Linux;
using Slipway.Oci;
using Slipway.Vmm.Machines;

namespace Slipway.Cli;

/// <summary>Failures that users meet, and the one sentence that each is told in. Anything else is a fault of ours and ends with a stack trace.</summary>
internal static class Failure
{
    public static bool IsExpected(Exception exception) => exception is
        OciException or ImageException or ConversionException or MachineException or VmmException or LinuxException or ServerException
        or IOException or UnauthorizedAccessException or InvalidDataException or FormatException;

    public static string Sentence(Exception exception) => exception switch
    {
        UnauthorizedAccessException denied => $"{denied.Message.TrimEnd('.')}; run as root, or choose another --data-dir.",
        _ => exception.Message,
    };
}
