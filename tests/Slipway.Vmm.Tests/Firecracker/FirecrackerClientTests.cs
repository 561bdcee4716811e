using CsCheck;
using Slipway.Vmm.Firecracker;
using Slipway.Vmm.Firecracker.Api;
using Slipway.Vmm.Machines;

namespace Slipway.Vmm.Tests.Firecracker;

public sealed class FirecrackerClientTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Send_AMachine_IsThisSequence()
    {
        await using var server = new RecordingServer();
        using var client = await FirecrackerClient.ConnectAsync(server.ConnectAsync, Token);

        foreach (var call in FirecrackerSetup.Calls(FirecrackerRequests.Config, FirecrackerRequests.Paths))
            await client.SendAsync(call, Token);

        Assert.Equal(
            """
            GET /version
            PUT /machine-config {"vcpu_count":2,"mem_size_mib":256}
            PUT /boot-source {"kernel_image_path":"/data/kernel/6.1/vmlinux","initrd_path":"/data/kernel/6.1/initrd-0123","boot_args":"console=ttyS0 quiet reboot=k panic=-1 8250.nr_uarts=1 i8042.noaux i8042.nomux i8042.dumbkbd cryptomgr.notests initcall_blacklist=load_system_certificate_list,crypto_kdf108_init debug"}
            PUT /drives/drive0 {"drive_id":"drive0","is_root_device":false,"path_on_host":"/proc/self/fd/4","is_read_only":true,"cache_type":"Unsafe"}
            PUT /drives/drive1 {"drive_id":"drive1","is_root_device":false,"path_on_host":"/proc/self/fd/5","is_read_only":false,"cache_type":"Unsafe"}
            PUT /drives/drive2 {"drive_id":"drive2","is_root_device":false,"path_on_host":"/proc/self/fd/6","is_read_only":false,"cache_type":"Writeback"}
            PUT /network-interfaces/net0 {"iface_id":"net0","host_dev_name":"slip0","guest_mac":"06:00:0a:00:00:02"}
            PUT /vsock {"guest_cid":3,"uds_path":"vsock.sock"}
            PUT /entropy {}
            PUT /actions {"action_type":"InstanceStart"}
            """,
            string.Join('\n', server.Requests));
        Assert.Equal(1, client.Version.CompareTo(new FirecrackerVersion(1, 16, 0)));
        // Firecracker's HTTP knows this type only without a character set, and no chunks.
        Assert.All(server.Heads.Skip(1), head => Assert.Contains("Content-Type: application/json\r\n", head, StringComparison.Ordinal));
        Assert.All(server.Heads, head => Assert.DoesNotContain("Transfer-Encoding", head, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Send_ASavedMachine_IsThisSequence()
    {
        await using var server = new RecordingServer();
        using var client = await FirecrackerClient.ConnectAsync(server.ConnectAsync, Token);

        foreach (var call in FirecrackerRestore.Calls(FirecrackerRequests.Config, FirecrackerDescriptors.PathsOf(FirecrackerRequests.Config, isRestored: true)))
            await client.SendAsync(call, Token);

        Assert.Equal(
            """
            GET /version
            PUT /snapshot/load {"snapshot_path":"/proc/self/fd/8","mem_backend":{"backend_type":"File","backend_path":"/proc/self/fd/7"},"resume_vm":false,"network_overrides":[{"iface_id":"net0","host_dev_name":"slip0"}],"vsock_override":{"uds_path":"vsock.sock"}}
            PATCH /drives/drive0 {"drive_id":"drive0","path_on_host":"/proc/self/fd/4"}
            PATCH /drives/drive1 {"drive_id":"drive1","path_on_host":"/proc/self/fd/5"}
            PATCH /drives/drive2 {"drive_id":"drive2","path_on_host":"/proc/self/fd/6"}
            PATCH /vm {"state":"Resumed"}
            """,
            string.Join('\n', server.Requests));
    }

    [Fact]
    public async Task Send_Refused_SaysWhatFirecrackerSays()
    {
        await using var server = new RecordingServer(line => line == "PUT /entropy" ? RecordingServer.BadRequest("""{"fault_message": "no room for it"}""") : null);
        using var client = await FirecrackerClient.ConnectAsync(server.ConnectAsync, Token);

        var error = await Assert.ThrowsAsync<VmmException>(() => client.SendAsync(new EntropyDevice().Put(), Token));

        Assert.Equal("Firecracker refused PUT /entropy with 400: no room for it", error.Message);
    }

    [Fact]
    public async Task Send_CallNewerThanTheRelease_IsNotSent()
    {
        await using var server = new RecordingServer(line => line == "GET /version" ? RecordingServer.Ok("""{"firecracker_version": "1.12.1"}""") : null);
        using var client = await FirecrackerClient.ConnectAsync(server.ConnectAsync, Token);

        var error = await Assert.ThrowsAsync<VmmException>(() => client.SendAsync(new Pmem { Id = "p", PathOnHost = "/p" }.Put(), Token));

        Assert.Equal("Firecracker 1.12.1 has no PUT /pmem/p; it came with 1.14.0", error.Message);
        Assert.Equal(["GET /version"], server.Requests);
    }

    [Theory]
    [InlineData("""{"firecracker_version": "1.7.0"}""", "Firecracker 1.7.0 is too old: 1.8.0")]
    [InlineData("""{"firecracker_version": "soon"}""", "is it a Firecracker?")]
    [InlineData("""{"firecracker_version": null}""", "is it a Firecracker?")]
    [InlineData("""{"version": "1.12.0"}""", "Firecracker's answer to GET /version makes no sense")]
    [InlineData("[]", "Firecracker's answer to GET /version makes no sense")]
    [InlineData("""{"firecracker_version": "\ud800"}""", "Firecracker's answer to GET /version makes no sense")]
    [InlineData("no json", "Firecracker's answer to GET /version makes no sense")]
    public async Task Connect_NoFirecrackerThatIsKnown_SaysSo(string answer, string message)
    {
        await using var server = new RecordingServer(_ => RecordingServer.Ok(answer));

        var error = await Assert.ThrowsAsync<VmmException>(() => FirecrackerClient.ConnectAsync(server.ConnectAsync, Token));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_EndlessAnswer_IsCutOff()
    {
        await using var server = new RecordingServer(_ => RecordingServer.Ok(new string(' ', 300 * 1024)));

        var error = await Assert.ThrowsAsync<VmmException>(() => FirecrackerClient.ConnectAsync(server.ConnectAsync, Token));

        Assert.StartsWith("Firecracker does not answer to GET /version: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_PeerHangsUp_SaysSo()
    {
        await using var server = new RecordingServer(_ => "");

        var error = await Assert.ThrowsAsync<VmmException>(() => FirecrackerClient.ConnectAsync(server.ConnectAsync, Token));

        Assert.StartsWith("Firecracker does not answer to GET /version: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_Mutated_AreReadOrRefused()
    {
        var answer = """{"app_name": "Firecracker", "id": "anonymous-instance", "state": "Not started", "vmm_version": "1.16.1"}""";
        var text = answer;
        await using var server = new RecordingServer(line => line == "GET /" ? RecordingServer.Ok(text) : null);
        using var client = await FirecrackerClient.ConnectAsync(server.ConnectAsync, Token);
        await Gen.Select(Gen.Int[0, 200], Gen.Char[' ', '~']).Array[1, 8].SampleAsync(
            async mutations =>
            {
                var characters = answer.ToCharArray();
                foreach (var (at, value) in mutations)
                    characters[at % characters.Length] = value;
                text = new string(characters);
                try
                {
                    await client.GetAsync(InstanceInfo.Query, Token);
                }
                catch (VmmException)
                {
                    // Refused: the other good outcome.
                }
            },
            iter: 300,
            threads: 1);
    }
}
