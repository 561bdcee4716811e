namespace Slipway.Daemon.Tests.Server;

/// <summary>What <c>slipwayd</c> says to people who start it wrongly: a sentence about their own words, and an exit code.</summary>
public sealed class CommandLineTests
{
    private const string Local = "https://127.0.0.1:0";

    [Theory]
    [InlineData("'nonsense' is no address to listen on", "--listen", "nonsense")]
    [InlineData("the port of 'http://127.0.0.1:99999' is not a number from 0 to 65535", "--listen", "http://127.0.0.1:99999")]
    [InlineData("'example.com' in 'http://example.com:80' is not an IP address", "--listen", "http://example.com:80")]
    [InlineData("http://0.0.0.0:0 would take tokens without TLS from other machines", "--listen", "http://0.0.0.0:0")]
    [InlineData("http://0.0.0.0:0 would take tokens without TLS", "--admin-listen", "http://0.0.0.0:0")]
    [InlineData("https://127.0.0.1:0 needs a certificate", "--listen", Local)]
    [InlineData("--tls-cert and --tls-key are only of use together", "--listen", Local, "--tls-cert", "/dev/null")]
    [InlineData("--tls-cert: there is no file /no/such.pem", "--listen", Local, "--tls-cert", "/no/such.pem", "--tls-key", "/dev/null")]
    [InlineData("--tls-key: there is no file /no/such.pem", "--listen", Local, "--tls-cert", "/dev/null", "--tls-key", "/no/such.pem")]
    [InlineData("'banana' is none of registry, platform, host", "--roles", "registry,banana")]
    [InlineData("needs --platform-url and --platform-secret-file", "--roles", "registry")]
    [InlineData("--platform-url is for a registry that runs without the platform", "--platform-url", "http://127.0.0.1:1")]
    [InlineData("layer format 'squashfs' is none of auto, ext4, erofs, erofs-lz4", "--host-layer-format", "squashfs")]
    [InlineData("'5x' is no duration", "--registry-grace", "5x")]
    [InlineData("need --registry-upstream", "--registry-upstream-login-file", "/dev/null")]
    [InlineData("--s3-endpoint and --s3-bucket are only of use together", "--s3-bucket", "images")]
    [InlineData("--host-low-water 90% is above --host-high-water 85%", "--host-low-water", "90%")]
    [InlineData("'101%' is no part of a disk", "--host-high-water", "101%")]
    [InlineData("--host-upkeep-every is 1ms or more, or off", "--host-upkeep-every", "0s")]
    [InlineData("--host-unused-for is 1ms or more, or off", "--host-unused-for", "0d")]
    [InlineData("'never' is no duration", "--host-unused-for", "never")]
    [InlineData("--lisen", "--lisen", "http://127.0.0.1:0")]
    [InlineData("cannot be read", "--config", "/no/such.json")]
    public async Task Options_ThatMakeNoSense_AreRefusedInASentence(string sentence, params string[] options)
    {
        using var directory = new TemporaryDirectory();
        var (exitCode, output) = await DaemonProcess.RunAsync(["--data-dir", directory["data"], .. options]);
        AssertRefused(2, sentence, exitCode, output);
        Assert.False(Directory.Exists(directory["data"]), "the data directory was made for nothing");
    }

    [Theory]
    [InlineData("""{"lisen": "http://127.0.0.1:0"}""", "has 'lisen', which is no option")]
    [InlineData("""{"listen": 5}""", "'5' is no address to listen on")]
    [InlineData("""{"listen": {"port": 5}}""", "'listen' in")]
    [InlineData("[]", "is JSON but no object")]
    [InlineData("{", "cannot be read")]
    public async Task ConfigurationFile_ThatMakesNoSense_IsNamed(string json, string sentence)
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory["slipwayd.json"], json, TestContext.Current.CancellationToken);
        foreach (var option in (string[][])[["--config", directory["slipwayd.json"]], ["--config=" + directory["slipwayd.json"]]])
        {
            var (exitCode, output) = await DaemonProcess.RunAsync([.. option, "--data-dir", directory["data"]]);
            AssertRefused(2, sentence, exitCode, output);
        }
    }

    [Fact]
    public async Task ConfigurationFile_AndCommandLine_TheCommandLineWins()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(
            directory["slipwayd.json"], """{"listen": "nonsense", "registry-auth": "basic", "admin-listen": "nonsense"}""", TestContext.Current.CancellationToken);
        using var daemon = await DaemonProcess.StartAsync(directory["data"], "--config", directory["slipwayd.json"]);
        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri(daemon.Address, "/v2/"), TestContext.Current.CancellationToken);
        Assert.Equal("Basic", Assert.Single(answer.Headers.WwwAuthenticate).Scheme);
    }

    [Fact]
    public async Task Directory_ThatAnotherDaemonServes_IsRefused()
    {
        using var directory = new TemporaryDirectory();
        using var daemon = await DaemonProcess.StartAsync(directory.Path);
        var (exitCode, output) = await DaemonProcess.RunAsync("--data-dir", directory.Path, "--listen", "http://127.0.0.1:0", "--admin-listen", "off");
        AssertRefused(1, directory["registry/registry.db"] + " is open in another process", exitCode, output);
    }

    [Fact]
    public async Task Address_ThatIsTaken_IsNamed()
    {
        using var directory = new TemporaryDirectory();
        using var daemon = await DaemonProcess.StartAsync(directory["one"]);
        var taken = daemon.Address.GetLeftPart(UriPartial.Authority);
        var (exitCode, output) = await DaemonProcess.RunAsync("--data-dir", directory["two"], "--listen", taken, "--admin-listen", "off");
        AssertRefused(1, taken, exitCode, output);
    }

    [Fact]
    public async Task Directory_ThatAnotherPlatformServes_IsRefused()
    {
        using var directory = new TemporaryDirectory();
        using var daemon = await DaemonProcess.StartAsync(directory.Path, "--roles", "platform");
        var (exitCode, output) = await DaemonProcess.RunAsync("--data-dir", directory.Path, "--roles", "platform", "--listen", "http://127.0.0.1:0", "--admin-listen", "off");
        AssertRefused(1, directory["platform.db"] + " is in use by another slipwayd", exitCode, output);
    }

    [Theory]
    [InlineData("registry/token.key")]
    [InlineData("registry/registry.db")]
    [InlineData("platform.db")]
    [InlineData("registry.secret")]
    public async Task File_ThatIsGarbage_IsNamed(string name)
    {
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(directory["registry"]);
        await File.WriteAllTextAsync(directory[name], "garbage", TestContext.Current.CancellationToken);
        var (exitCode, output) = await DaemonProcess.RunAsync("--data-dir", directory.Path, "--listen", "http://127.0.0.1:0", "--admin-listen", "off");
        AssertRefused(1, directory[name], exitCode, output);
    }

    private static void AssertRefused(int expected, string sentence, int exitCode, string output)
    {
        Assert.True(exitCode == expected, $"exit code {exitCode}, expected {expected}: {output}");
        Assert.Contains(sentence, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.StartsWith("slipwayd: ", output.Split('\n').First(line => line.Contains(sentence, StringComparison.Ordinal)), StringComparison.Ordinal);
    }
}
