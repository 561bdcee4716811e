using System.Net;
using Slipway.Daemon.Tests.Clients;

namespace Slipway.Daemon.Tests.Server;

/// <summary>The registry over https.</summary>
public sealed class TlsTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Chain => _directory["ca.crt"];

    private string Key => _directory["tls.key"];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Certificate_ReplacedOnDisk_IsServedWithoutARestart()
    {
        var first = SelfSigned.Write(Chain, Key);
        using var daemon = await StartAsync();
        Assert.Equal("https", daemon.Address.Scheme);
        Assert.Equal(first, await ThumbprintAsync(daemon.Address));

        var second = SelfSigned.Write(Chain, Key);
        var took = await Polling.UntilAsync("the new certificate is served", async () => await ThumbprintAsync(daemon.Address) == second);
        output.WriteLine($"served after {took}");
    }

    [Fact]
    public async Task Certificate_ReplacedByGarbage_LeavesTheOldOne()
    {
        var first = SelfSigned.Write(Chain, Key);
        using var daemon = await StartAsync();
        await File.WriteAllTextAsync(Chain, "garbage", TestContext.Current.CancellationToken);
        await Polling.UntilAsync("the log says that the certificate cannot be used", async () =>
        {
            Assert.Equal(first, await ThumbprintAsync(daemon.Address));
            return daemon.Log.Contains("The old certificate stays in use", StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Start_CertificateIsGarbage_IsNamed()
    {
        SelfSigned.Write(Chain, Key);
        await File.WriteAllTextAsync(Chain, "garbage", TestContext.Current.CancellationToken);
        var (exitCode, said) = await DaemonProcess.RunAsync(
            "--data-dir", _directory["data"], "--listen", "https://127.0.0.1:0", "--admin-listen", "off", "--tls-cert", Chain, "--tls-key", Key);
        Assert.Equal(1, exitCode);
        Assert.Contains(Chain, said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Skopeo_OverHttps_LogsInAndPushes()
    {
        SelfSigned.Write(Chain, Key);
        using var daemon = await StartAsync();
        using var home = new ClientHome();
        var admin = (await File.ReadAllTextAsync(_directory["data/admin.token"], TestContext.Current.CancellationToken)).Trim();
        SampleImage.Write(home["made"]);
        (await home.RunWithInputAsync(admin, "skopeo", "login", "--cert-dir", _directory["trusted"], "-u", "x", "--password-stdin", daemon.Address.Authority)).Expect();
        (await home.RunAsync("skopeo", "copy", "--dest-cert-dir", _directory["trusted"], $"oci:{home["made"]}", $"docker://{daemon.Address.Authority}/app:1")).Expect();
    }

    private Task<DaemonProcess> StartAsync()
    {
        Directory.CreateDirectory(_directory["trusted"]);
        File.Copy(Chain, _directory["trusted/ca.crt"]);
        return DaemonProcess.StartAsync(_directory["data"], "--listen", "https://127.0.0.1:0", "--tls-cert", Chain, "--tls-key", Key);
    }

    /// <summary>Of the certificate that a new connection is shown.</summary>
    private static async Task<string> ThumbprintAsync(Uri address)
    {
        var thumbprint = "";
        using var handler = new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = (_, certificate, _, _) => (thumbprint = certificate!.Thumbprint).Length > 0,
        };
        using var client = new HttpClient(handler);
        using var answer = await client.GetAsync(new Uri(address, "/v2/"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        return thumbprint;
    }
}
