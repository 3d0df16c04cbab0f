// A receiver on Go's net/http and mime/multipart, standard library alone.
package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
)

type file struct {
	Field       string `json:"field"`
	Filename    string `json:"filename"`
	ContentType string `json:"contentType"`
	Size        int64  `json:"size"`
	Sha256      string `json:"sha256"`
}

type answer struct {
	Fields        [][2]string       `json:"fields"`
	Files         []file            `json:"files"`
	ContentLength int64             `json:"contentLength"`
	Received      int64             `json:"received"`
	Headers       map[string]string `json:"headers"`
}

type countingBody struct {
	io.ReadCloser
	count int64
}

func (body *countingBody) Read(buffer []byte) (int, error) {
	n, err := body.ReadCloser.Read(buffer)
	body.count += int64(n)
	return n, err
}

func receive(request *http.Request) (*answer, error) {
	body := &countingBody{ReadCloser: request.Body}
	request.Body = body
	result := &answer{
		Fields:        [][2]string{},
		Files:         []file{},
		ContentLength: request.ContentLength,
		Headers:       map[string]string{},
	}
	for name, values := range request.Header {
		result.Headers[strings.ToLower(name)] = strings.Join(values, ", ")
	}
	// net/http takes this one out of the header map, and the test wants to see that it never came.
	if len(request.TransferEncoding) > 0 {
		result.Headers["transfer-encoding"] = strings.Join(request.TransferEncoding, ", ")
	}
	reader, err := request.MultipartReader()
	if err != nil {
		return nil, err
	}
	for {
		part, err := reader.NextPart()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		if part.FileName() == "" {
			value, err := io.ReadAll(part)
			if err != nil {
				return nil, err
			}
			result.Fields = append(result.Fields, [2]string{part.FormName(), string(value)})
			continue
		}
		hash := sha256.New()
		size, err := io.Copy(hash, part)
		if err != nil {
			return nil, err
		}
		result.Files = append(result.Files, file{
			Field:       part.FormName(),
			Filename:    part.FileName(),
			ContentType: part.Header.Get("Content-Type"),
			Size:        size,
			Sha256:      hex.EncodeToString(hash.Sum(nil)),
		})
	}
	if _, err := io.Copy(io.Discard, body); err != nil {
		return nil, err
	}
	result.Received = body.count
	return result, nil
}

func main() {
	http.HandleFunc("/", func(response http.ResponseWriter, request *http.Request) {
		response.Header().Set("Content-Type", "application/json")
		result, err := receive(request)
		if err != nil {
			response.WriteHeader(http.StatusBadRequest)
			json.NewEncoder(response).Encode(map[string]string{"error": err.Error()})
			return
		}
		json.NewEncoder(response).Encode(result)
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	// Its starter holds standard input open; when the starter dies, this server goes too.
	go func() {
		io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	fmt.Printf("listening %d\n", listener.Addr().(*net.TCPAddr).Port)
	http.Serve(listener, nil)
}
