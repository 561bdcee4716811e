using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Registry.Blobs.S3;

namespace Slipway.Registry.Tests.Blobs.S3;

/// <summary>Someone else's S3 server in a process of its own, on the loopback, for the tests of one collection. It ends when its standard input does.</summary>
public abstract class S3Server : IAsyncLifetime
{
    private Process? _process;

    /// <summary>Where it listens, with path style.</summary>
    public Uri Endpoint { get; private set; } = new("http://127.0.0.1:1");

    /// <summary>The key it knows; it may do everything.</summary>
    public abstract S3Credentials Credentials { get; }

    /// <summary>Why it cannot run here; null when it can.</summary>
    protected abstract string? Missing { get; }

    /// <summary>Program and arguments; the program prints its port once it serves.</summary>
    protected abstract IReadOnlyList<string> Command { get; }

    /// <summary>A file next to the test program.</summary>
    protected static string ScriptOf(string name) => Path.Combine(AppContext.BaseDirectory, "Blobs", "S3", name);

    public async ValueTask InitializeAsync()
    {
        if (Missing is not null)
            return;

        var start = new ProcessStartInfo(Command[0], Command.Skip(1)) { RedirectStandardInput = true, RedirectStandardOutput = true };
        _process = Process.Start(start)!;
        var port = await _process.StandardOutput.ReadLineAsync();
        Endpoint = new Uri($"http://127.0.0.1:{port ?? throw new IOException($"{Command[0]} {Command[1]} ended instead of serving.")}");
    }

    /// <summary>A new bucket; skips the test where the server cannot run.</summary>
    public async Task<S3Options> CreateBucketAsync(string prefix = "")
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        var options = new S3Options(Endpoint, $"test-{Guid.NewGuid():n}", "us-east-1", prefix);
        using var client = Connect(options);
        await client.PutAsync("", new S3Bytes([]), TestContext.Current.CancellationToken);
        return options;
    }

    /// <summary>A store in a bucket; disposed by the caller.</summary>
    public S3BlobStore Open(S3Options options, TimeProvider? clock = null, S3Credentials? credentials = null) =>
        new(options, S3CredentialSource.Fixed(credentials ?? Credentials), clock ?? new HastyClock(), NullLogger<S3BlobStore>.Instance);

    internal S3Client Connect(S3Options options, TimeProvider? clock = null) =>
        new(options, S3CredentialSource.Fixed(Credentials), clock ?? new HastyClock(), NullLogger.Instance);

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        GC.SuppressFinalize(this);
    }
}
