using Grpc.Core;

namespace Slipway.Containerd.Calls;

/// <summary>Turns the end of a failed call into a sentence.</summary>
internal static class CallFailure
{
    private const int MaxWords = 600;

    /// <summary>What <paramref name="error"/> means for who asked containerd to do <paramref name="asked"/>.</summary>
    public static ContainerdException Of(RpcException error, string socketPath, string asked)
    {
        if (OwnCause(error) is { } cause)
            return new ContainerdException(cause.Code, $"cannot ask containerd to {asked}: {cause.Message}", error);

        var (code, advice) = Meaning(error.StatusCode);
        return new ContainerdException(code, $"containerd at {socketPath} did not {asked}: {Words(error.Status.Detail)} ({error.StatusCode}).{advice}", error);
    }

    private static (ContainerdErrorCode Code, string Advice) Meaning(StatusCode status) => status switch
    {
        StatusCode.NotFound => (ContainerdErrorCode.NotFound, ""),
        StatusCode.AlreadyExists => (ContainerdErrorCode.AlreadyExists, ""),
        StatusCode.FailedPrecondition or StatusCode.OutOfRange => (ContainerdErrorCode.FailedPrecondition, ""),
        StatusCode.PermissionDenied or StatusCode.Unauthenticated => (ContainerdErrorCode.PermissionDenied, " Ask whoever runs this containerd."),
        StatusCode.Unimplemented => (ContainerdErrorCode.Refused, " It may be too old, or have the plugin disabled in its configuration."),
        StatusCode.InvalidArgument => (ContainerdErrorCode.Refused, ""),
        StatusCode.Unavailable or StatusCode.Cancelled or StatusCode.Aborted => (ContainerdErrorCode.Unavailable, " Look whether containerd runs, and try again."),
        StatusCode.DeadlineExceeded => (ContainerdErrorCode.TimedOut, " It hangs or is overloaded: look at its log."),
        _ => (ContainerdErrorCode.Failed, " Its log may say more."),
    };

    /// <summary>Connecting fails with one of our own, under those of the layers between.</summary>
    private static ContainerdException? OwnCause(RpcException error)
    {
        for (var cause = error.Status.DebugException; cause is not null; cause = cause.InnerException)
        {
            if (cause is ContainerdException own)
                return own;
        }

        return null;
    }

    /// <summary>Their words, bounded and printable.</summary>
    public static string Words(string? text)
    {
        var kept = (text ?? "").Length > MaxWords ? text![..MaxWords] + "…" : text ?? "";
        return string.Concat(kept.Select(static c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
    }
}
